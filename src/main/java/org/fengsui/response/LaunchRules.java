package org.fengsui.response;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fengsui.incident.Incident;
import org.fengsui.incident.Incidents;
import org.fengsui.incident.Proposal;
import org.fengsui.organization.Organization;
import org.fengsui.organization.Unit;
import org.fengsui.plan.LevelWords;
import org.fengsui.plan.Plan;
import org.fengsui.plan.Plans;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.Invalid;
import org.fengsui.refusal.Rejected;
import org.springframework.stereotype.Component;

/** What may be asked for: plan, level, districts and situations that exist, and levels that go together. */
@Component
class LaunchRules {

    private final Plans plans;
    private final Incidents incidents;
    private final Organization organization;
    private final LevelWords levels;

    LaunchRules(Plans plans, Incidents incidents, Organization organization, LevelWords levels) {
        this.plans = plans;
        this.incidents = incidents;
        this.organization = organization;
        this.levels = levels;
    }

    /** What a launch asks for, found to exist. */
    record Prepared(Plans.Version version, Plan.Level level, List<String> scope, List<String> situations) {
        Plan plan() {
            return version.plan();
        }
    }

    /**
     * Finds what a launch asks for.
     *
     * @param situations null = those that the facts indicate
     * @throws Invalid naming what is not there
     */
    Prepared prepare(UUID incidentId, String planKey, String level, List<String> scope,
                             List<String> situations) {
        Incident incident = incidents.incident(incidentId);
        Checks checks = new Checks();
        Optional<Plans.Version> version = plans.published(incident.hazard()).stream()
                .filter(published -> published.key().equals(planKey)).findFirst();
        if (version.isEmpty()) {
            checks.refuse("planKey", "unknown-plan", String.valueOf(planKey), incident.hazard());
            checks.done();
        }
        Plan plan = version.orElseThrow().plan();
        List<String> districts = scope == null ? List.of() : scope.stream().distinct().toList();
        for (String code : districts) {
            if (organization.unit(code).filter(Unit::isDistrict).isEmpty()) {
                checks.refuse("scope", "unknown-district", code);
            }
        }
        checks.done();
        Plan.Level target = level(plan, level);
        List<String> inForce = situations != null ? situations(plan, situations)
                : incidents.proposal(incidentId, version.get()).map(Proposal::situations).orElse(List.of());
        return new Prepared(version.get(), target, districts, inForce);
    }

    static List<String> situations(Plan plan, List<String> codes) {
        Checks checks = new Checks();
        for (String code : codes == null ? List.<String>of() : codes) {
            if (plan.situation(code).isEmpty()) {
                checks.refuse("situations", "unknown-choice",
                        String.join("、", plan.situations().stream().map(Plan.Situation::code).toList()));
            }
        }
        checks.done();
        return codes == null ? List.of() : codes.stream().distinct().toList();
    }

    static Plan.Level level(Plan plan, String code) {
        return plan.level(code).orElseThrow(() -> new Invalid("level", "unknown-level", String.valueOf(code),
                String.join("、", plan.levels().stream().map(Plan.Level::code).toList())));
    }

    /**
     * Who decides: a launch, or a change to a level, whoever the plan names for that level; an end, whoever it names for
     * ending the level in force. An automatic level (随信号) starts, is raised to and ends without a signature, unless the
     * plan names who ends it; lowering to one gives up what was decided for the level in force, so that is for whoever
     * may end it.
     *
     * @param kind    launch, level or end
     * @param inForce null where no response is in force
     * @return without posts where nobody has to sign
     */
    static Plan.Authority authority(String kind, Plan.Level level, Plan.Level inForce) {
        if (kind.equals("end")) {
            return ending(level);
        }
        if (!level.automatic()) {
            return level.authority();
        }
        if (kind.equals("level") && inForce.rank() > level.rank()) {
            return ending(inForce);
        }
        return nobody(level);
    }

    /** Who ends at a level. Posts that may launch at an automatic one end it only where the plan says so. */
    private static Plan.Authority ending(Plan.Level level) {
        return level.automatic() && level.ending() == null ? nobody(level) : level.endingAuthority();
    }

    /** The signal decides (随信号): nobody has to sign. */
    static Plan.Authority nobody(Plan.Level level) {
        return new Plan.Authority(List.of(), List.of(), level.authority().text(), level.authority().clause());
    }

    static int rank(Plan plan, String level) {
        return plan.level(level).orElseThrow().rank();
    }

    /**
     * The level of another response by the same plan; empty where it runs on a version that names its levels otherwise,
     * so that the two cannot be compared.
     */
    static Optional<Plan.Level> levelOf(Response other, Plan plan) {
        return plan.level(other.level());
    }

    /** A district's level may not be below the city's, where the plan says so. */
    void requireNotBelowCity(Plan plan, List<String> scope, Plan.Level level, List<Response> others) {
        if (scope.isEmpty() || !plan.districtNotBelowCity()) {
            return;
        }
        for (Response other : others) {
            Optional<Plan.Level> citys = levelOf(other, plan);
            if (other.active() && other.cityWide() && citys.isPresent() && citys.get().rank() > level.rank()) {
                throw new Rejected("below-city-level", levels.name(level), levels.name(citys.get()),
                        plan.districtClause());
            }
        }
    }

    /** The city beside its districts is no overlap: a district may run a level of its own. */
    static boolean overlap(List<String> one, List<String> other) {
        return one.isEmpty() && other.isEmpty() || one.stream().anyMatch(other::contains);
    }
}
