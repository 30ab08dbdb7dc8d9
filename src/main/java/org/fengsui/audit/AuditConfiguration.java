package org.fengsui.audit;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * Puts {@link Audited} commands on record. One interceptor stands within the transaction and leaves the entry to its
 * end; one stands around it and records what was refused, when the transaction has given its connection back.
 */
@Configuration(proxyBeanMethods = false)
@EnableTransactionManagement(proxyTargetClass = true, order = AuditConfiguration.TRANSACTION)
@EnableConfigurationProperties(AuditSettings.class)
class AuditConfiguration {

    static final int AROUND = Ordered.LOWEST_PRECEDENCE - 20;
    static final int TRANSACTION = Ordered.LOWEST_PRECEDENCE - 10;
    static final int WITHIN = Ordered.LOWEST_PRECEDENCE;

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DefaultPointcutAdvisor auditAround(ObjectProvider<Audit> audit) {
        return advisor(AROUND, invocation -> around(invocation, audit.getObject()));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DefaultPointcutAdvisor auditWithin(ObjectProvider<Audit> audit) {
        return advisor(WITHIN, invocation -> {
            Object result = invocation.proceed();
            Audit record = audit.getObject();
            record.keep(record.entered());
            return result;
        });
    }

    private static Object around(MethodInvocation invocation, Audit audit) throws Throwable {
        Draft draft = draft(invocation, audit::current);
        audit.enter(draft);
        Throwable failure = null;
        try {
            return invocation.proceed();
        } catch (Throwable why) {
            failure = why;
            throw why;
        } finally {
            boolean within = audit.leave();
            if (failure != null && !within) {
                // The outermost command was asked for; what it did in turn came to nothing with it.
                audit.failed(draft, failure);
            }
        }
    }

    private static Draft draft(MethodInvocation invocation, Supplier<Who> current) {
        Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), invocation.getThis().getClass());
        Map<String, Object> asked = new LinkedHashMap<>();
        Who who = null;
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Object argument = invocation.getArguments()[i];
            if (argument instanceof Who acting) {
                who = acting;
            } else {
                asked.put(parameters[i].getName(), argument);
            }
        }
        return new Draft(method.getAnnotation(Audited.class).value(), who == null ? current.get() : who, Audit.origin(),
                asked);
    }

    private static DefaultPointcutAdvisor advisor(int order, MethodInterceptor interceptor) {
        DefaultPointcutAdvisor advisor = new DefaultPointcutAdvisor(
                AnnotationMatchingPointcut.forMethodAnnotation(Audited.class), interceptor);
        advisor.setOrder(order);
        return advisor;
    }
}
