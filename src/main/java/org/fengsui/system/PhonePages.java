package org.fengsui.system;

import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** What makes the pages an app of the phone: the service worker, the manifest, and the page for the time offline. */
@Controller
class PhonePages {

    /** Asked for at every visit: its address has no hash, and a new server must not be answered for by an old worker. */
    @GetMapping("/sw.js")
    ResponseEntity<Resource> serviceWorker() {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType("text/javascript;charset=UTF-8"))
                .cacheControl(CacheControl.noCache())
                .header("Service-Worker-Allowed", "/")
                .body(new ClassPathResource("static/js/sw.js"));
    }

    @GetMapping("/manifest.webmanifest")
    ResponseEntity<Resource> manifest() {
        return ResponseEntity.ok().contentType(MediaType.parseMediaType("application/manifest+json"))
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)))
                .body(new ClassPathResource("phone/manifest.webmanifest"));
    }

    @GetMapping("/offline")
    String offline() {
        return "offline";
    }
}
