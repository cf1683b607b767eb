package io.sluice.benchmarks.endtoend.scenario;

import io.sluice.benchmarks.endtoend.peer.Target;
import io.sluice.benchmarks.endtoend.report.Results;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A scenario that is nothing but its cases. */
record CaseScenario(String name, String title, boolean tls, List<Case> cases) implements Scenario {
    CaseScenario {
        cases = List.copyOf(cases);
    }

    @Override
    public void run(Stage stage, Results results) throws IOException, InterruptedException {
        cases.forEach(each -> results.add(each.table(name)));
        if (!tls) {
            run(stage, stage.targets(), results);
            return;
        }
        final List<Target> encrypting = new ArrayList<>();
        try {
            for (final Target target : stage.targets()) {
                if (target.knowsTls()) {
                    start(stage, target, encrypting);
                }
            }
            run(stage, encrypting, results);
        } finally {
            encrypting.forEach(Target::close);
        }
    }

    private static void start(Stage stage, Target like, List<Target> encrypting) throws InterruptedException {
        try {
            encrypting.add(stage.startAnother(like, true));
        } catch (IOException failed) {
            stage.say(like.name() + " with TLS: " + failed.getMessage());
        }
    }

    private void run(Stage stage, List<Target> targets, Results results) throws IOException, InterruptedException {
        for (final Case each : cases) {
            for (final Target target : targets) {
                if (Stage.knows(target, each)) {
                    WarmUp.warm(stage, target, each);
                }
            }
            for (int round = 0; round < stage.settings().rounds(); round++) {
                for (final Target target : Stage.rotated(targets, round)) {
                    if (Stage.knows(target, each)) {
                        results.add(stage.measure(name, each, target, round));
                    }
                }
            }
        }
    }
}
