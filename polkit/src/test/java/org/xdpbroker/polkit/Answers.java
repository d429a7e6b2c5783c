package org.xdpbroker.polkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xdpbroker.polkit.bed.Waiting;

/** Keeps the answers to one or many questions, in the order in which they came. */
final class Answers implements Answer {

    private final List<AuthorizationResult> results = new CopyOnWriteArrayList<>();

    @Override
    public void answered(AuthorizationResult result) {
        results.add(result);
    }

    int count() {
        return results.size();
    }

    List<AuthorizationResult> all() {
        return List.copyOf(results);
    }

    AuthorizationResult await() {
        return await(1).get(0);
    }

    List<AuthorizationResult> await(int count) {
        Waiting.until(count + " answers", () -> results.size() >= count);
        return all();
    }
}
