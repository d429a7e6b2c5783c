package org.xdpbroker.bench;

/**
 * Where programs run: two CPUs, the same for both sides of every comparison.
 *
 * @param other the generator's and the counter's
 * @param measured the measured program's
 */
record Cpus(int other, int measured) {

    static final Cpus DEFAULT = new Cpus(0, 1);

    /** @param text two numbers, as in {@code 0,1} */
    static Cpus parse(String text) {
        String[] numbers = text.split(",");
        if (numbers.length != 2 || numbers[0].equals(numbers[1])) {
            throw new IllegalArgumentException("two different CPUs are needed, as in 0,1, and not " + text);
        }
        return new Cpus(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
}
