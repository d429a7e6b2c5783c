package org.xdpbroker.cli.doctor;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/**
 * What a check has found.
 *
 * @param level how much it matters
 * @param check what was looked at, in a word
 * @param text one sentence for a person, without a full stop at its end
 * @param mend commands to paste into a shell, in their order, that mend it; empty if there is nothing to mend
 */
public record Finding(Level level, String check, String text, List<String> mend) {

    public Finding {
        mend = List.copyOf(mend);
    }

    static Finding ok(String check, String text) {
        return new Finding(Level.OK, check, text, List.of());
    }

    static Finding note(String check, String text, String... mend) {
        return new Finding(Level.NOTE, check, text, List.of(mend));
    }

    static Finding problem(String check, String text, String... mend) {
        return new Finding(Level.PROBLEM, check, text, List.of(mend));
    }

    /** For programs. */
    public JsonObject encode() {
        JsonObject object = new JsonObject();
        object.addProperty("level", level.word());
        object.addProperty("check", check);
        object.addProperty("finding", text);
        JsonArray commands = new JsonArray();
        mend.forEach(commands::add);
        object.add("mend", commands);
        return object;
    }
}
