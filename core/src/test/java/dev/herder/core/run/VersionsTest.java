package dev.herder.core.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VersionsTest {
  @Test
  void ownVersionsComeBeforeTheEngines() {
    Map<String, String> versions = Versions.collect(Map.of("libtorch", "2.7.1"));
    assertEquals(
        List.of("herder", "java", "os", "cpu", "libtorch"), List.copyOf(versions.keySet()));
    assertEquals("2.7.1", versions.get("libtorch"));
    versions.forEach((name, version) -> assertFalse(version.isBlank(), name));
  }
}
