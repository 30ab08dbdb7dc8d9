package org.fengsui.organization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fengsui.audit.Audit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.annotation.Order;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The demo organisation: units of a city as the shipped flood plan names them, and one account per post and unit. Runs
 * once, on an empty organisation.
 */
@Component
@ConditionalOnProperty("fengsui.demo")
@Order(0)
class DemoOrganization implements ApplicationRunner {

    private record Seat(String username, String name, String unit, Post... posts) {
    }

    /** Accounts named by post. Those of the office and the government also do their unit's tasks. */
    private static final List<Seat> SEATS = List.of(
            new Seat("duty", "值班员", "office", Post.DUTY, Post.OFFICER),
            new Seat("office", "市防办负责人", "office", Post.OFFICE, Post.OFFICER, Post.LEADER),
            new Seat("deputy", "副指挥", "headquarters", Post.DEPUTY, Post.OFFICER, Post.LEADER),
            new Seat("commander", "指挥", "headquarters", Post.COMMANDER, Post.OFFICER, Post.LEADER),
            new Seat("government", "市政府", "government", Post.GOVERNMENT, Post.OFFICER, Post.LEADER),
            new Seat("planner", "预案编制员", "emergency", Post.PLANNER),
            new Seat("reviewer", "预案审核员", "emergency", Post.REVIEWER),
            new Seat("director", "演练导调", "emergency", Post.DIRECTOR),
            new Seat("evaluator", "评估员", "emergency", Post.EVALUATOR),
            new Seat("sysadmin", "系统管理员", "emergency", Post.SYSADMIN),
            new Seat("secadmin", "安全管理员", "emergency", Post.SECADMIN),
            new Seat("auditor", "审计员", "emergency", Post.AUDITOR));

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Organization organization;
    private final Accounts accounts;
    private final Audit audit;
    private final Resource units;

    DemoOrganization(JdbcClient jdbc, Clock clock, Organization organization, Accounts accounts, Audit audit,
                     @Value("classpath:demo/units.csv") Resource units) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.organization = organization;
        this.accounts = accounts;
        this.audit = audit;
        this.units = units;
    }

    @Override
    @Transactional
    public void run(ApplicationArguments arguments) {
        if (!organization.units().isEmpty()) {
            return;
        }
        int ordinal = 0;
        List<Unit> loaded = new ArrayList<>();
        for (String line : lines()) {
            String[] cells = line.split(",", -1);
            Unit unit = new Unit(cells[0], cells[1], cells[2], cells[3].isEmpty() ? null : cells[3], cells[4], ordinal++,
                    false);
            jdbc.sql("insert into organization_unit (code, name, name_en, parent_code, kind, ordinal) values (?, ?, ?, ?, ?, ?)")
                    .params(unit.code(), unit.name(), unit.nameEn(), unit.parent(), unit.kind(), unit.order()).update();
            loaded.add(unit);
        }
        Set<String> taken = new LinkedHashSet<>();
        for (Seat seat : SEATS) {
            account(seat);
            taken.add(seat.username());
        }
        for (Unit unit : loaded) {
            if (unit.parent() != null && !taken.contains(unit.code())) {
                account(new Seat(unit.code(), unit.name() + "值班员", unit.code(), Post.OFFICER));
            }
            if (unit.parent() != null && !unit.code().equals("office") && !unit.code().equals("government")) {
                account(new Seat(unit.code() + "-leader", unit.name() + "带班领导", unit.code(), Post.LEADER));
            }
        }
        // Other nodes read the units anew when this number changes.
        jdbc.sql("update organization_version set version = nextval('organization_version_number')").update();
        organization.forget();
        audit.record(Actor.SYSTEM, "organization.demo", Map.of("units", loaded.size()));
    }

    private void account(Seat seat) {
        accounts.open(seat.username(), seat.name(), seat.unit(), List.of(seat.posts()), clock.instant());
    }

    private List<String> lines() {
        try {
            return units.getContentAsString(StandardCharsets.UTF_8).lines().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
