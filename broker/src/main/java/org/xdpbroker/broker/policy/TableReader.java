package org.xdpbroker.broker.policy;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** The keys of one TOML table by name and type. Whatever is not as asked for is noted as a problem and read as null. */
final class TableReader {

    private final TomlTable table;
    private final TomlPosition at;
    private final Problems problems;

    TableReader(TomlTable table, TomlPosition at, Problems problems) {
        this.table = table;
        this.at = at;
        this.problems = problems;
    }

    Set<String> keys() {
        return table.keySet();
    }

    boolean has(String key) {
        return table.keySet().contains(key);
    }

    /** The value of a key whatever its type; null if there is none. */
    @Nullable
    Object value(String key) {
        return table.get(List.of(key));
    }

    @Nullable
    String string(String key, String expected) {
        Object value = value(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        wrong(key, "is " + typeOf(value), expected);
        return null;
    }

    @Nullable
    Long integer(String key, String expected) {
        Object value = value(key);
        if (value == null || value instanceof Long) {
            return (Long) value;
        }
        wrong(key, "is " + typeOf(value), expected);
        return null;
    }

    /** False if there is none. */
    boolean flag(String key, String expected) {
        Object value = value(key);
        if (value == null || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        wrong(key, "is " + typeOf(value), expected);
        return false;
    }

    /** An array with at least one item. */
    @Nullable
    TomlArray array(String key, String expected) {
        Object value = value(key);
        if (value == null) {
            return null;
        }
        if (!(value instanceof TomlArray array)) {
            wrong(key, "is " + typeOf(value), expected);
            return null;
        }
        if (array.isEmpty()) {
            wrong(key, "is empty", expected);
            return null;
        }
        return array;
    }

    /** Notes that a key has to be there and is not. */
    void missing(String key, String expected) {
        problems.addUnlessSyntax(at, key + " is missing", expected);
    }

    /** Notes what is wrong with a key's value. */
    void wrong(String key, String what, String expected) {
        problems.add(positionOf(key), key + " " + what, expected);
    }

    /** Notes what is wrong with a key itself. */
    void wrongKey(String key, String what, String expected) {
        problems.add(positionOf(key), what + " " + Quote.of(key), expected);
    }

    /** Notes what is wrong with an item of an array. */
    void wrongItem(String key, TomlArray array, int index, String what, String expected) {
        problems.add(array.inputPositionOf(index), key + " " + what, expected);
    }

    /** Notes that an item of an array has the wrong type. */
    void wrongItemType(String key, TomlArray array, int index, String expected) {
        wrongItem(key, array, index, "has " + typeOf(array.get(index)) + " in it", expected);
    }

    TomlPosition positionOf(String key) {
        return positionOf(table, key);
    }

    int problemCount() {
        return problems.count();
    }

    static TomlPosition positionOf(TomlTable table, String key) {
        return Objects.requireNonNull(table.inputPositionOf(List.of(key)));
    }

    /** A value's type in words, with an article. */
    static String typeOf(Object value) {
        if (value instanceof String) {
            return "a string";
        } else if (value instanceof Long) {
            return "an integer";
        } else if (value instanceof Double) {
            return "a float";
        } else if (value instanceof Boolean) {
            return "a boolean";
        } else if (value instanceof TomlArray) {
            return "an array";
        } else if (value instanceof TomlTable) {
            return "a table";
        }
        return "a date or time";
    }
}
