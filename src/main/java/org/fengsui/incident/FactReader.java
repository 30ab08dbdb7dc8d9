package org.fengsui.incident;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fengsui.plan.Band;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plan.Fact;
import org.fengsui.plan.Plan.FactType;
import org.fengsui.refusal.Checks;

/**
 * Reads reported facts against what the plans of the hazard know: name, type and unit. Anything else is refused at its
 * field; nothing is guessed or converted.
 */
final class FactReader {

    private static final Pattern NUMBER_WITH_UNIT =
            Pattern.compile("([+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\\s*(\\S.*)?");
    /** An exponent that no BigDecimal can hold. */
    private static final Pattern BEYOND_DECIMALS = Pattern.compile("[eE][+-]?[0-9]{10}");
    /** Far beyond any gauge, and still exact in every step of the comparison. */
    private static final BigDecimal LARGEST = new BigDecimal("1e12");
    private static final int DECIMALS = 6;
    /** The same units by their Chinese names. */
    private static final Map<String, String> UNIT_NAMES = Map.of("米", "m", "毫米", "mm");

    private FactReader() {
    }

    /** @return fact name → BigDecimal, String or Boolean; facts without a value are left out */
    static Map<String, Object> read(Map<String, ?> sent, List<Plan> plans, Checks checks) {
        return read(sent, plans, false, checks);
    }

    /** @param computedToo whether values of computed facts may be given: to try out what would follow */
    static Map<String, Object> read(Map<String, ?> sent, List<Plan> plans, boolean computedToo, Checks checks) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (sent == null) {
            return facts;
        }
        sent.forEach((name, value) -> {
            String field = "facts." + name;
            Optional<Fact> fact = fact(name, plans);
            if (fact.isEmpty()) {
                checks.refuse(field, "unknown-fact", Checks.shown(name, 40));
            } else if (blank(value)) {
                return;
            } else if (fact.get().computation() != null && !computedToo) {
                checks.refuse(field, "computed-fact", Checks.shown(name, 40));
            } else {
                Object accepted = value(fact.get(), value, comparedBelowZero(fact.get(), plans), field, checks);
                if (accepted != null) {
                    facts.put(name, accepted);
                }
            }
        });
        return facts;
    }

    /** What a name stands for: first with a plan that has it reported, even where another computes it. */
    static Optional<Fact> fact(String name, List<Plan> plans) {
        List<Fact> known = plans.stream().flatMap(plan -> plan.fact(name).stream()).toList();
        return known.stream().filter(fact -> fact.computation() == null).findFirst()
                .or(() -> known.stream().findFirst());
    }

    /** Levels, rain, areas and counts start at 0; a temperature that a plan compares below it does not. */
    private static boolean comparedBelowZero(Fact fact, List<Plan> plans) {
        return fact.type() != FactType.COUNT && plans.stream().anyMatch(plan -> plan.triggers().stream()
                .flatMap(trigger -> trigger.conditions().stream())
                .filter(condition -> condition.band() != null && belowZero(condition.band()))
                .flatMap(condition -> plan.fact(condition.fact()).stream())
                .anyMatch(compared -> compared.name().equals(fact.name()) || compared.computation() != null
                        && compared.computation().how() != Plan.How.RISE
                        && compared.computation().of().contains(fact.name())));
    }

    private static boolean belowZero(Band band) {
        return band.from() == null || band.from().signum() < 0;
    }

    private static boolean blank(Object value) {
        return value == null || value instanceof String text && text.isBlank();
    }

    private static Object value(Fact fact, Object sent, boolean negative, String field, Checks checks) {
        Object value = sent;
        String unit = "";
        if (sent instanceof Map<?, ?> parts) {
            value = parts.get("value");
            unit = parts.get("unit") == null ? "" : String.valueOf(parts.get("unit")).strip();
            if (value == null) {
                checks.refuse(field, "required");
                return null;
            }
        }
        if (value instanceof List || value instanceof Map) {
            checks.refuse(field, "wrong-type");
            return null;
        }
        String text = String.valueOf(value).strip();
        return switch (fact.type()) {
            case NUMBER, COUNT -> number(fact, text, unit, negative, field, checks);
            case CHOICE -> choice(fact, text, field, checks);
            case BOOLEAN, JUDGEMENT -> yesOrNo(text, field, checks);
        };
    }

    /** @param negative whether it may be below 0 */
    private static BigDecimal number(Fact fact, String text, String statedUnit, boolean negative, String field,
                                     Checks checks) {
        // Full-width digits, as Chinese keyboards write them, are the same digits.
        Matcher matcher = NUMBER_WITH_UNIT.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC));
        if (!matcher.matches()) {
            checks.refuse(field, "not-a-number", Checks.shown(text, 40));
            return null;
        }
        String unit = matcher.group(2) == null ? statedUnit : matcher.group(2).strip();
        if (!unit.isEmpty() && !UNIT_NAMES.getOrDefault(unit, unit).equals(fact.unit())) {
            checks.refuse(field, "wrong-unit", Checks.shown(unit, 40), fact.unit());
            return null;
        }
        if (matcher.group(1).length() > 30 || BEYOND_DECIMALS.matcher(matcher.group(1)).find()) {
            checks.refuse(field, "not-a-number", Checks.shown(text, 40));
            return null;
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        if (number.signum() < 0 && !negative) {
            checks.refuse(field, "negative");
            return null;
        }
        if (number.abs().compareTo(LARGEST) > 0) {
            checks.refuse(field, "too-large", LARGEST.toPlainString());
            return null;
        }
        if (fact.type() == FactType.COUNT && number.stripTrailingZeros().scale() > 0) {
            checks.refuse(field, "not-whole");
            return null;
        }
        if (number.scale() > DECIMALS) {
            checks.refuse(field, "too-many-decimals", DECIMALS);
            return null;
        }
        return new BigDecimal(number.toPlainString());
    }

    private static String choice(Fact fact, String text, String field, Checks checks) {
        if (!fact.choices().contains(text)) {
            checks.refuse(field, "unknown-choice", String.join("、", fact.choices()));
            return null;
        }
        return text;
    }

    private static Boolean yesOrNo(String text, String field, Checks checks) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        checks.refuse(field, "unknown-choice", "true, false");
        return null;
    }
}
