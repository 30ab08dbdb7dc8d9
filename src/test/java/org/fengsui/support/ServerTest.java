package org.fengsui.support;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;

/**
 * A test against the whole server on a free port, on an empty real PostgreSQL with the demo data, with a
 * {@link TestClock} to inject. All such tests share one context: adding properties or mock beans to a test class costs
 * another start of the server.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
    "fengsui.demo=true",
    // Tests move the clock by days, and keep their sessions.
    "fengsui.access.idle=365d", "fengsui.access.longest=365d"})
@ContextConfiguration(initializers = FreshDatabase.class)
@Import(ServerTestConfiguration.class)
public @interface ServerTest {
}
