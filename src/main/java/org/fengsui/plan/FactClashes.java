package org.fengsui.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.fengsui.plan.Plan.Fact;
import org.fengsui.plan.Plan.FactType;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/**
 * Facts (监测要素) that two plans of one hazard mean differently. An incident's report names a fact once and all plans of
 * its hazard compare that value, so that centimetres of the one would be taken for metres of the other.
 */
@Component
public class FactClashes {

    private static final String CODE = "fact-clash";

    private final Plans plans;
    private final MessageSource messages;

    FactClashes(Plans plans, MessageSource messages) {
        this.plans = plans;
        this.messages = messages;
    }

    /** A warning for each fact of the plan and each other plan in force that has it in another kind, unit or choices. */
    public List<Problem> of(Plan plan, Locale locale) {
        List<Problem> clashes = new ArrayList<>();
        for (Plans.Version version : plans.published(plan.hazard())) {
            if (!version.key().equals(plan.key())) {
                Plan other = version.plan();
                plan.facts().forEach(fact -> other.fact(fact.name()).filter(theirs -> !alike(fact, theirs))
                        .ifPresent(theirs -> clashes.add(new Problem(fact.name(), CODE,
                                messages.getMessage("plan.problem." + CODE, new Object[] {fact.name(), told(fact, locale),
                                    other.name(), told(theirs, locale)}, locale), Problem.WARNING))));
            }
        }
        return clashes;
    }

    private static boolean alike(Fact one, Fact other) {
        return answered(one) == answered(other) && one.unit().equals(other.unit())
                && one.choices().equals(other.choices());
    }

    /** A judgement (研判) is answered by yes or no as well. */
    private static FactType answered(Fact fact) {
        return fact.type() == FactType.JUDGEMENT ? FactType.BOOLEAN : fact.type();
    }

    /** Kind, unit and choices. */
    private String told(Fact fact, Locale locale) {
        String comma = messages.getMessage("layout.list-comma", null, locale);
        String kind = messages.getMessage("plan.difference.is.facttype." + fact.type().name().toLowerCase(Locale.ROOT),
                null, locale);
        return Stream.of(Optional.of(kind), Optional.of(fact.unit()).filter(unit -> !unit.isEmpty()),
                Optional.of(String.join("/", fact.choices())).filter(choices -> !choices.isEmpty()))
                .flatMap(Optional::stream).reduce((one, next) -> one + comma + next).orElseThrow();
    }
}
