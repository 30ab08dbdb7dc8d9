package org.fengsui.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Working days as the State Council's notices move them. */
class HolidaysTests {

    private final Holidays shipped = Holidays.shipped();

    /** Counted by hand from the notices. */
    @ParameterizedTest
    @CsvSource({
            // No holiday on the way: four weeks.
            "2026-07-06, 20, 2026-08-03",
            // Spring Festival 2026-02-15 to 23, with Saturdays 02-14 and 02-28 worked.
            "2026-02-02, 20, 2026-03-06",
            // Spring Festival 2025-01-28 to 02-04, with Sunday 01-26 and Saturday 02-08 worked.
            "2025-01-20, 20, 2025-02-21",
            // National Day 2026-10-01 to 07, with Saturday 10-10 worked.
            "2026-09-30, 1, 2026-10-08",
            "2026-09-30, 3, 2026-10-10",
            // Printed on a Sunday that is worked; the day itself is not counted.
            "2026-09-20, 1, 2026-09-21",
            // Over the turn of a year whose days off begin in December.
            "2022-12-30, 1, 2023-01-03"})
    void workingDaysAreCounted(LocalDate from, int days, LocalDate last) {
        assertThat(shipped.after(from, days)).isEqualTo(last);
    }

    @ParameterizedTest
    @CsvSource({"2023, 27, 7", "2024, 28, 8", "2025, 28, 5", "2026, 33, 6"})
    void theNoticesAreKeptWhole(int year, int off, int worked) throws Exception {
        Holidays one = Holidays.parse("year,date,kind,name\n" + String.join("\n", new String(getClass()
                .getResourceAsStream("/holidays/mainland.csv").readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(line -> line.startsWith(year + ",")).toList()));
        assertThat(one.days().values()).filteredOn(value -> !value).hasSize(off);
        assertThat(one.days().values()).filteredOn(value -> value).hasSize(worked);
    }

    @Test
    void aYearWithoutANoticeHasItsWeekendsAndIsNamed() {
        assertThat(shipped.working(LocalDate.of(2027, 1, 1))).isTrue();
        assertThat(shipped.working(LocalDate.of(2027, 1, 2))).isFalse();
        assertThat(shipped.unknown(LocalDate.of(2026, 12, 10), LocalDate.of(2027, 1, 7))).containsExactly(2027);
        assertThat(shipped.unknown(LocalDate.of(2026, 12, 1), LocalDate.of(2026, 12, 29))).isEmpty();
    }

    @Test
    void theSitesYearsTakeThePlaceOfTheShippedOnes(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("own.csv"), """
                \uFEFFyear,date,kind,name
                2027,2026-12-31,holiday,元旦
                2027,2027-01-01,holiday,元旦
                2026,2026-10-08,holiday,国庆节
                """);
        Holidays both = shipped.with(Holidays.read(file));
        assertThat(both.years()).contains(2023, 2026, 2027);
        assertThat(Map.of("2026-12-31", both.working(LocalDate.of(2026, 12, 31)),
                "2026-10-08", both.working(LocalDate.of(2026, 10, 8)),
                "2026-10-09", both.working(LocalDate.of(2026, 10, 9)),
                "2026-10-10", both.working(LocalDate.of(2026, 10, 10)),
                "2025-10-01", both.working(LocalDate.of(2025, 10, 1)))).isEqualTo(Map.of("2026-12-31", false,
                "2026-10-08", false, "2026-10-09", true, "2026-10-10", false, "2025-10-01", false));
    }

    @Test
    void everyWrongLineIsNamed() {
        Holidays.Unreadable wrong = catchThrowableOfType(Holidays.Unreadable.class, () -> Holidays.parse("""
                # 2027
                year,date,kind,name
                2027,2027-01-01,holiday,元旦
                2027,2027-02-30,holiday,春节
                2027,2028-05-01,holiday,劳动节
                2027,2027-05-01,feast,劳动节
                2027,2027-05-03,workday,劳动节
                2027,2027-01-01,holiday,元旦
                2027,2027-10-01,holiday
                """));
        assertThat(wrong.lines()).extracting(Holidays.Wrong::line, Holidays.Wrong::code).containsExactly(
                org.assertj.core.groups.Tuple.tuple(4, "date"), org.assertj.core.groups.Tuple.tuple(5, "year"),
                org.assertj.core.groups.Tuple.tuple(6, "kind"),
                org.assertj.core.groups.Tuple.tuple(7, "workday-in-the-week"),
                org.assertj.core.groups.Tuple.tuple(8, "twice"), org.assertj.core.groups.Tuple.tuple(9, "columns"));
    }

    @Test
    void aFileThatIsNoSuchListIsRefused(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> Holidays.read(folder.resolve("none.csv"))).hasMessageContaining("no-file");
        assertThatThrownBy(() -> Holidays.parse("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> Holidays.parse("日期,名称\n2027-01-01,元旦")).hasMessageContaining("no-heading");
        Path latin = Files.write(folder.resolve("gbk.csv"), "year,date,kind,name\n2027,2027-01-01,holiday,元旦"
                .getBytes(java.nio.charset.Charset.forName("GB18030")));
        assertThatThrownBy(() -> Holidays.read(latin)).hasMessageContaining("not-utf-8");
    }
}
