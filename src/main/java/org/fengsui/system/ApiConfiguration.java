package org.fengsui.system;

import jakarta.servlet.DispatcherType;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The filters of the API. */
@Configuration(proxyBeanMethods = false)
class ApiConfiguration {

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimit(ApiProblems problems) {
        FilterRegistrationBean<BodyLimitFilter> filter = new FilterRegistrationBean<>(new BodyLimitFilter(problems));
        filter.addUrlPatterns("/api/*");
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> apiErrorValve(ApiProblems problems) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ApiErrorValve(problems)));
    }

    @Bean
    FilterRegistrationBean<ApiErrorDispatchFilter> apiErrorDispatch(ApiErrors errors) {
        FilterRegistrationBean<ApiErrorDispatchFilter> filter =
                new FilterRegistrationBean<>(new ApiErrorDispatchFilter(errors));
        filter.setDispatcherTypes(DispatcherType.ERROR);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }
}
