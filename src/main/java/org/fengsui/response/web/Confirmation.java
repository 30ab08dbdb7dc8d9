package org.fengsui.response.web;

import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Typed;
import org.fengsui.response.Approval;
import org.springframework.stereotype.Component;

/** Reads what launch, level change, end and approval have in common: an approval given orally (口头同意). */
@Component
class Confirmation {

    private final Clock clock;
    private final ZoneId zone;

    Confirmation(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** @return null unless the button for oral approval was pressed */
    Approval.Oral oral(Typed typed) {
        if (!typed.value("oral").equals("yes")) {
            return null;
        }
        Checks checks = new Checks();
        Approval.Oral oral = new Approval.Oral(typed.value("oral.by"), typed.time("oral.at", zone, checks));
        checks.done();
        return oral;
    }

    Typed preset(Typed typed) {
        return typed.preset("oral.at",
                LocalDateTime.ofInstant(clock.instant(), zone).truncatedTo(ChronoUnit.MINUTES).toString());
    }
}
