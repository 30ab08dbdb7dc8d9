package org.fengsui.plan;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The days off and the moved workdays (放假和调休上班) of the mainland, from the State Council's yearly notices. A year
 * whose notice is not known has its Saturdays and Sundays only: {@link #unknown} says so.
 *
 * @param years the years whose notices are known
 * @param days  true = a workday at a weekend, false = a day off
 */
public record Holidays(Set<Integer> years, Map<LocalDate, Boolean> days) {

    /** Longest that a file of dates may be: some ten bytes for each of many years. */
    private static final long LARGEST = 1_000_000;
    private static final int COLUMNS = 4;
    private static final String HEADING = "year,date,kind,name";
    private static final String SHIPPED = "/holidays/mainland.csv";

    public Holidays {
        years = Set.copyOf(years);
        days = Map.copyOf(days);
    }

    /**
     * A line of a file that can't be understood.
     *
     * @param line from 1
     * @param code the words are the message {@code plan.holidays.<code>}
     */
    public record Wrong(int line, String code, String text) {
    }

    /** A file that can't be used; each wrong line is named. */
    public static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient List<Wrong> lines;

        Unreadable(List<Wrong> lines) {
            super(lines.toString());
            this.lines = List.copyOf(lines);
        }

        public List<Wrong> lines() {
            return lines;
        }
    }

    /** Those that came with the program. */
    public static Holidays shipped() {
        try (InputStream in = Holidays.class.getResourceAsStream(SHIPPED)) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Unreadable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a site's own file ({@code fengsui.plan.holidays}).
     *
     * @throws Unreadable with line 0 when there is no such file, or it is no text in UTF-8
     */
    public static Holidays read(Path file) throws Unreadable {
        try {
            if (Files.size(file) > LARGEST) {
                throw new Unreadable(List.of(new Wrong(0, "too-large", file.toString())));
            }
            return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString());
        } catch (CharacterCodingException e) {
            throw new Unreadable(List.of(new Wrong(0, "not-utf-8", file.toString())));
        } catch (IOException e) {
            throw new Unreadable(List.of(new Wrong(0, "no-file", file.toString())));
        }
    }

    /**
     * Reads lines of {@code year,date,kind,name} below such a heading: the year of the notice, a date, {@code holiday} or
     * {@code workday}, the name. Empty lines and those that begin with # say nothing.
     */
    static Holidays parse(String text) throws Unreadable {
        List<Wrong> wrong = new ArrayList<>();
        Set<Integer> years = new TreeSet<>();
        Map<LocalDate, Boolean> days = new HashMap<>();
        boolean headed = false;
        int number = 0;
        for (String raw : text.replace("\uFEFF", "").split("\\R")) {
            number++;
            String line = raw.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!headed) {
                headed = true;
                if (!line.replace(" ", "").equalsIgnoreCase(HEADING)) {
                    wrong.add(new Wrong(number, "no-heading", line));
                }
                continue;
            }
            String code = line(line.split(",", -1), years, days);
            if (!code.isEmpty()) {
                wrong.add(new Wrong(number, code, line));
            }
        }
        if (wrong.isEmpty() && days.isEmpty()) {
            wrong.add(new Wrong(0, "empty", ""));
        }
        if (!wrong.isEmpty()) {
            throw new Unreadable(wrong);
        }
        return new Holidays(years, days);
    }

    /** @return what is wrong with the line; empty when nothing is */
    private static String line(String[] cells, Set<Integer> years, Map<LocalDate, Boolean> days) {
        if (cells.length != COLUMNS || cells[COLUMNS - 1].isBlank()) {
            return "columns";
        }
        LocalDate date;
        try {
            date = LocalDate.parse(cells[1].strip());
        } catch (DateTimeException e) {
            return "date";
        }
        // New Year's days off may begin in the year before.
        String year = cells[0].strip();
        if (!year.equals(String.valueOf(date.getYear())) && !year.equals(String.valueOf(date.plusMonths(1).getYear()))) {
            return "year";
        }
        String kind = cells[2].strip();
        if (!kind.equals("holiday") && !kind.equals("workday")) {
            return "kind";
        }
        if (kind.equals("workday") && !weekend(date)) {
            return "workday-in-the-week";
        }
        years.add(Integer.parseInt(year));
        return days.put(date, kind.equals("workday")) == null ? "" : "twice";
    }

    /** With the years of another list, which take the place of the same years here. */
    public Holidays with(Holidays other) {
        Map<LocalDate, Boolean> both = new HashMap<>(days);
        both.keySet().removeIf(date -> other.years.contains(date.getYear()));
        both.putAll(other.days);
        Set<Integer> known = new TreeSet<>(years);
        known.addAll(other.years);
        return new Holidays(known, both);
    }

    /** Whether it is a working day (工作日). */
    public boolean working(LocalDate date) {
        return days.getOrDefault(date, !weekend(date));
    }

    /**
     * The last of so many working days (工作日) after a date; the date itself is not counted.
     *
     * @param count at least 1
     */
    public LocalDate after(LocalDate date, int count) {
        LocalDate day = date;
        for (int left = count; left > 0;) {
            day = day.plusDays(1);
            if (working(day)) {
                left--;
            }
        }
        return day;
    }

    /** The years between two dates, both included, whose days off are not known. */
    public Set<Integer> unknown(LocalDate from, LocalDate to) {
        Set<Integer> found = new TreeSet<>();
        for (int year = from.getYear(); year <= to.getYear(); year++) {
            if (!years.contains(year)) {
                found.add(year);
            }
        }
        return found;
    }

    private static boolean weekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
