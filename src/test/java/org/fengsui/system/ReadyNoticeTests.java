package org.fengsui.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class ReadyNoticeTests {

    @Test
    void withDemoDataItNamesAddressAccountsAndWhatToTryInBothLanguages() {
        assertThat(notice(true)).contains("http://127.0.0.1:8080", "fengsui-demo", "duty", "water",
                "值班员", "先试试", "duty officer", "Try first");
    }

    @Test
    void withoutDemoDataItNamesTheAddressOnly() {
        assertThat(notice(false)).contains("http://127.0.0.1:8080", "烽燧已启动", "Fengsui is ready")
                .doesNotContain("fengsui-demo", "duty");
    }

    private static String notice(boolean demo) {
        SystemSettings settings = new SystemSettings(ZoneId.of("Asia/Shanghai"), URI.create("http://127.0.0.1:8080"),
                demo, new SystemSettings.Database(Path.of("data/postgres")));
        return new ReadyNotice(settings, new MockEnvironment()).text("http://127.0.0.1:8080");
    }
}
