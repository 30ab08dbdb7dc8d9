package org.fengsui.plan.workbook;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.fengsui.plan.Band;

/**
 * Numbers, bands and lengths of time as officers write them, in full-width or ordinary digits. After the usage of
 * regulations 以上 includes the number and 以下 does not (以上含、以下不含).
 */
class Amounts {

    private static final String NUMBER = "([+-]?\\d{1,15}(?:\\.\\d{1,10})?)";
    private static final String UNIT = "([^\\d<>≤≥=~]*?)";
    private static final String AT_LEAST = "≥|>=|不少于|不低于|不小于|大于等于|大于或等于|等于或大于|至少"
            + "|达到或超过|达到或者超过|达到|达";
    private static final String ABOVE = ">|超过|大于|高于|多于|超";
    private static final String AT_MOST = "≤|<=|不超过|不高于|不大于|不多于|小于等于|小于或等于|等于或小于|至多|最多";
    private static final String BELOW = "<|不足|不到|不满|少于|小于|低于|未达到|未达";
    private static final Pattern COMPARED =
            Pattern.compile("(" + AT_LEAST + "|" + AT_MOST + "|" + ABOVE + "|" + BELOW + "|=)" + NUMBER + UNIT);
    private static final Pattern SUFFIXED = Pattern.compile(NUMBER + UNIT
            + "(及以上|以上\\(含\\)|\\(含\\)以上|以上\\(不含\\)|\\(不含\\)以上|以上|及以下|以下\\(含\\)|\\(含\\)以下"
            + "|以下\\(不含\\)|\\(不含\\)以下|以下|以内)");
    private static final Pattern BETWEEN =
            Pattern.compile(NUMBER + UNIT + "(<=|≤|<|>=|≥|>)[\\p{L}]*(<=|≤|<|>=|≥|>)" + NUMBER + UNIT);
    private static final Pattern RANGE =
            Pattern.compile(NUMBER + UNIT + "(?:~|-|–|—+|至|到)(<=|≤|<)?" + NUMBER + UNIT);
    private static final Pattern INTERVAL = Pattern.compile("([\\[(])" + NUMBER + "(?:,|\\.\\.)" + NUMBER + "([])])");

    private static final Map<String, Integer> SECONDS = Map.ofEntries(entry("秒钟", 1), entry("秒", 1),
            entry("seconds", 1), entry("second", 1), entry("sec", 1), entry("s", 1), entry("分钟", 60), entry("分", 60),
            entry("minutes", 60), entry("minute", 60), entry("mins", 60), entry("min", 60), entry("m", 60),
            entry("小时", 3_600), entry("时", 3_600), entry("钟头", 3_600), entry("hours", 3_600), entry("hour", 3_600),
            entry("h", 3_600), entry("天", 86_400), entry("日", 86_400), entry("days", 86_400), entry("day", 86_400),
            entry("d", 86_400), entry("周", 604_800), entry("星期", 604_800), entry("weeks", 604_800),
            entry("week", 604_800));
    /** The longest first: else hours would be h and something that is no unit. */
    private static final String TIME_UNIT = SECONDS.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed()).collect(Collectors.joining("|", "(", ")"));
    private static final String COUNT = "(\\d{1,6}(?:\\.\\d{1,3})?|半)个?";
    private static final Pattern PART = Pattern.compile(COUNT + TIME_UNIT + "(半)?");
    private static final Pattern ISO = Pattern.compile("(?i)P(?=\\d|T)(?:\\d{1,6}D)?"
            + "(?:T(?=\\d)(?:\\d{1,6}H)?(?:\\d{1,6}M)?(?:\\d{1,6}(?:\\.\\d{1,9})?S)?)?");
    private static final String TIMES = "(?:≥|>=|至少|不少于|不低于)?(\\d{1,3})次";
    private static final Pattern TIMES_AFTER = Pattern.compile("(?:每隔?)?(?:" + COUNT + ")?" + TIME_UNIT + TIMES);
    private static final Pattern TIMES_BEFORE = Pattern.compile(TIMES + "(?:/|每)?(?:" + COUNT + ")?" + TIME_UNIT);
    private static final String NUMERALS = "零一二三四五六七八九";
    private static final Pattern ONES = Pattern.compile("[一二三四五六七八九]");
    private static final Pattern TENS =
            Pattern.compile("(?<!\\d)([一二三四五六七八九]?)十([一二三四五六七八九]?)(?!\\d)");
    private static final String DEFAULT = "(默认)";

    private Amounts() {
    }

    /** One writing of what looks alike: ordinary digits, brackets and signs, no spaces at the ends. */
    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
    }

    private static String tight(String text) {
        return normal(text).replaceAll("\\s+", "").replaceAll("(?<=\\d),(?=\\d{3}(\\D|$))", "").replace('−', '-');
    }

    /** A number that can't be told, or a unit that isn't the fact's; the message says which. */
    static class Unreadable extends Exception {
        private final transient String code;

        Unreadable(String code) {
            super(code, null, false, false);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    // --- bands --------------------------------------------------------------------------------------------------

    /** A band as the reader understands it: {@code ≥ 8.70 且 < 9.20}. */
    static String text(Band band) {
        return band.text("");
    }

    /** @param unit the fact's unit: the condition may repeat it, or multiply it by 万 or 亿, and name no other */
    static Band band(String written, String unit) throws Unreadable {
        String text = withoutUnit(tight(written), tight(unit));
        Matcher interval = INTERVAL.matcher(normal(written).replaceAll("\\s+", ""));
        if (interval.matches()) {
            return new Band(new BigDecimal(interval.group(2)), interval.group(1).equals("["),
                    new BigDecimal(interval.group(3)), interval.group(4).equals("]"));
        }
        Matcher between = BETWEEN.matcher(text);
        if (between.matches()) {
            return between(between, unit);
        }
        Matcher range = RANGE.matcher(text);
        if (range.matches()) {
            String lowerUnit = range.group(2).isEmpty() ? range.group(5) : range.group(2);
            return new Band(number(range.group(1), lowerUnit, unit), true,
                    number(range.group(4), range.group(5), unit),
                    range.group(3) != null && !range.group(3).equals("<"));
        }
        List<String> halves = halves(text);
        if (halves.size() == 1) {
            return half(halves.get(0), unit);
        }
        if (halves.size() == 2) {
            Band one = half(halves.get(0), unit);
            Band other = half(halves.get(1), unit);
            if (one.to() == null && other.from() == null) {
                return new Band(one.from(), one.fromClosed(), other.to(), other.toClosed());
            }
            if (one.from() == null && other.to() == null) {
                return new Band(other.from(), other.fromClosed(), one.to(), one.toClosed());
            }
        }
        throw new Unreadable("condition-number");
    }

    /** ≥8.70 and <9.20 of {@code ≥8.70且<9.20}; 3人以上 and 10人以下 of {@code 3人以上10人以下}. */
    private static List<String> halves(String text) {
        Matcher first = SUFFIXED.matcher(text);
        if (first.lookingAt() && first.end() < text.length() && Character.isDigit(text.charAt(first.end()))) {
            return List.of(first.group(), text.substring(first.end()));
        }
        return List.of(text.split("而且|并且|且|并|但|,|;|、", -1));
    }

    private static Band half(String text, String unit) throws Unreadable {
        Matcher suffixed = SUFFIXED.matcher(text);
        if (!suffixed.matches()) {
            return compared(text, unit);
        }
        BigDecimal number = number(suffixed.group(1), suffixed.group(2), unit);
        String word = suffixed.group(3);
        boolean up = word.contains("上");
        boolean closed = word.equals("以内") || (up ? !word.contains("不含") : word.contains("及")
                || word.contains("含") && !word.contains("不含"));
        return up ? new Band(number, closed, null, false) : new Band(null, false, number, closed);
    }

    /** A unit with digits in it, m³/s, would be taken for a number. */
    private static String withoutUnit(String text, String unit) {
        return unit.matches(".*\\d.*") ? text.replaceAll("(?<=\\d)" + Pattern.quote(unit), "") : text;
    }

    private static Band compared(String text, String unit) throws Unreadable {
        Matcher matcher = COMPARED.matcher(text);
        if (!matcher.matches()) {
            throw new Unreadable("condition-number");
        }
        BigDecimal number = number(matcher.group(2), matcher.group(3), unit);
        String sign = matcher.group(1);
        if (sign.equals("=")) {
            return new Band(number, true, number, true);
        }
        boolean least = sign.matches(AT_LEAST);
        boolean most = sign.matches(AT_MOST);
        return least || sign.matches(ABOVE) && !most ? new Band(number, least, null, false)
                : new Band(null, false, number, most);
    }

    private static Band between(Matcher matcher, String unit) throws Unreadable {
        String one = matcher.group(3);
        String other = matcher.group(4);
        BigDecimal left = number(matcher.group(1), matcher.group(2), unit);
        BigDecimal right = number(matcher.group(5), matcher.group(6), unit);
        boolean rising = one.matches("<=|≤|<");
        if (rising != other.matches("<=|≤|<")) {
            throw new Unreadable("condition-number");
        }
        boolean leftClosed = !one.matches("[<>]");
        boolean rightClosed = !other.matches("[<>]");
        return rising ? new Band(left, leftClosed, right, rightClosed) : new Band(right, rightClosed, left, leftClosed);
    }

    private static BigDecimal number(String digits, String suffix, String unit) throws Unreadable {
        BigDecimal number = new BigDecimal(digits);
        String own = tight(unit);
        if (suffix.isEmpty() || suffix.equals(own)) {
            return number;
        }
        for (String many : new String[] {"万", "亿"}) {
            // 5万 of a fact in 万人 could be either 5 or 50000: it is refused.
            if (suffix.startsWith(many) && !own.startsWith(many)
                    && (suffix.length() == 1 || suffix.substring(1).equals(own))) {
                return new BigDecimal(number.movePointRight(many.equals("万") ? 4 : 8).toPlainString());
            }
        }
        throw new Unreadable("condition-unit");
    }

    // --- lengths of time ------------------------------------------------------------------------------------------

    /** A length of time and whether it is our default and not the plan's. @param length null = none */
    record Time(Duration length, boolean assumed) {
        static final Time NONE = new Time(null, false);
    }

    /** @throws Unreadable when it is no length of time; also a bare number, which names no unit */
    static Time time(String written) throws Unreadable {
        String text = tight(written);
        boolean assumed = text.endsWith(DEFAULT);
        if (assumed) {
            text = text.substring(0, text.length() - DEFAULT.length());
        }
        return text.isEmpty() ? new Time(null, assumed) : new Time(length(text), assumed);
    }

    static boolean isAnyTime(String written) {
        return tight(written).equals(Words.ANY_TIME);
    }

    /** An interval; {@code 随时} and an empty cell are none. */
    static Duration interval(String written) throws Unreadable {
        String text = tight(written);
        if (text.isEmpty() || isAnyTime(text)) {
            return null;
        }
        text = digits(text);
        Matcher after = TIMES_AFTER.matcher(text);
        if (after.matches()) {
            return oneOf(after.group(1), after.group(2), after.group(3));
        }
        Matcher before = TIMES_BEFORE.matcher(text);
        if (before.matches()) {
            return oneOf(before.group(2), before.group(3), before.group(1));
        }
        return length(text.replaceFirst("^每个?(?=" + TIME_UNIT + "$)", "1"));
    }

    /** From one time to the next, when there are several within a time: 每日2次, 1次/3小时. */
    private static Duration oneOf(String count, String unit, String times) throws Unreadable {
        int parts = Integer.parseInt(times);
        if (parts == 0) {
            throw new Unreadable("bad-interval");
        }
        // Whole seconds are what is kept; a little sooner is often enough.
        return Duration.ofSeconds(length((count == null ? "1" : count) + unit).toSeconds() / parts);
    }

    private static Duration length(String text) throws Unreadable {
        if (ISO.matcher(text).matches()) {
            return Duration.parse(text);
        }
        String rest = digits(text.replaceFirst("^(?:≤|<=|不超过|不晚于|每隔|每)", "").replaceFirst("(?:以内|之内|内)$", ""));
        Duration length = Duration.ZERO;
        boolean any = false;
        Matcher part = PART.matcher(rest);
        int at = 0;
        while (at < rest.length() && part.find(at) && part.start() == at) {
            BigDecimal count = part.group(1).equals("半") ? new BigDecimal("0.5") : new BigDecimal(part.group(1));
            if (part.group(3) != null) {
                count = count.add(new BigDecimal("0.5"));
            }
            BigDecimal milliseconds = count.multiply(BigDecimal.valueOf(SECONDS.get(part.group(2)) * 1000L));
            length = length.plusMillis(milliseconds.longValue());
            any = true;
            at = part.end();
        }
        if (!any || at < rest.length()) {
            throw new Unreadable("bad-time");
        }
        return length;
    }

    /** 一小时, 两天, 十五分钟, 二十四小时, 1个半小时: the small numbers in words. */
    private static String digits(String text) {
        String digits = TENS.matcher(text).replaceAll(tens -> String.valueOf(
                (tens.group(1).isEmpty() ? 1 : NUMERALS.indexOf(tens.group(1))) * 10
                        + (tens.group(2).isEmpty() ? 0 : NUMERALS.indexOf(tens.group(2)))));
        digits = ONES.matcher(digits).replaceAll(one -> String.valueOf(NUMERALS.indexOf(one.group())))
                .replace('两', '2');
        return digits.replaceAll("(\\d+)个半(小时|钟头)", "$1小时半");
    }

    static String text(Duration length, boolean assumed) {
        return (length == null ? "" : text(length)) + (assumed ? "（默认）" : "");
    }

    /** The shortest way to write it: {@code 30分钟}, {@code 24小时}, {@code 3天}, {@code 1小时30分钟}. */
    static String text(Duration length) {
        if (length.isNegative() || length.isZero()) {
            return length.isZero() ? "0分钟" : length.toString();
        }
        if (length.compareTo(Duration.ofDays(2)) >= 0 && length.equals(Duration.ofDays(length.toDays()))) {
            return length.toDays() + "天";
        }
        String text = (length.toHours() == 0 ? "" : length.toHours() + "小时")
                + (length.toMinutesPart() == 0 ? "" : length.toMinutesPart() + "分钟");
        return length.toSecondsPart() == 0 ? text : text + length.toSecondsPart() + "秒";
    }

    // --- whole numbers ----------------------------------------------------------------------------------------------

    /** A whole number in any digits; empty when it is none, or one that no plan would hold. */
    static Optional<Integer> whole(String written) {
        String text = tight(written).replaceFirst("\\.0+$", "");
        return text.matches("\\d{1,6}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }
}
