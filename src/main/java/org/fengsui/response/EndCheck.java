package org.fengsui.response;

import java.util.List;
import org.fengsui.plan.Plan;
import org.fengsui.refusal.Checks;

/**
 * What was confirmed of the plan's conditions for ending (终止条件), all of which must hold.
 *
 * @param confirmed   the words of those that hold
 * @param unmetReason why it is ended although some are not confirmed; empty where all are
 */
public record EndCheck(List<String> confirmed, String unmetReason) {

    /** @throws org.fengsui.refusal.Invalid naming words that are no condition, and a missing reason */
    EndCheck read(List<Plan.EndCondition> conditions) {
        Checks checks = new Checks();
        List<String> known = conditions.stream().map(Plan.EndCondition::text).toList();
        for (String text : confirmed == null ? List.<String>of() : confirmed) {
            if (!known.contains(text)) {
                checks.refuse("conditions", "unknown-choice", String.join("；", known));
            }
        }
        List<String> held = confirmed == null ? List.of() : known.stream().filter(confirmed::contains).toList();
        String why = held.size() < known.size() ? checks.required("unmetReason", unmetReason, Checks.TEXT) : "";
        checks.done();
        return known.isEmpty() ? null : new EndCheck(held, why);
    }

    List<String> unconfirmed(List<Plan.EndCondition> conditions) {
        return conditions.stream().map(Plan.EndCondition::text).filter(text -> !confirmed.contains(text)).toList();
    }
}
