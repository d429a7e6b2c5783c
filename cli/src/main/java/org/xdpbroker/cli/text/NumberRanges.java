package org.xdpbroker.cli.text;

/** Numbers in ascending order, those that follow each other as a range: 0-15,20. */
public final class NumberRanges {

    private NumberRanges() {}

    public static String text(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int first = 0, next; first < numbers.length; first = next) {
            next = first + 1;
            while (next < numbers.length && numbers[next] == numbers[next - 1] + 1) {
                next++;
            }
            text.append(text.isEmpty() ? "" : ",").append(numbers[first]);
            if (next - first > 1) {
                text.append('-').append(numbers[next - 1]);
            }
        }
        return text.toString();
    }
}
