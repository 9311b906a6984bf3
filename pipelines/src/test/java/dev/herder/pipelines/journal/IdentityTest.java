package dev.herder.pipelines.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdentityTest {
  private static final Identity BASE =
      Identities.of("sft", Map.of("lr", 0.1, "steps", 3), 7, "rows");

  @Test
  void everyPartCounts() {
    Set<String> fingerprints = new HashSet<>();
    fingerprints.add(BASE.fingerprint());
    fingerprints.add(Identities.of("dpo", Map.of("lr", 0.1, "steps", 3), 7, "rows").fingerprint());
    fingerprints.add(Identities.of("sft", Map.of("lr", 0.2, "steps", 3), 7, "rows").fingerprint());
    fingerprints.add(Identities.of("sft", Map.of("lr", 0.1, "steps", 3), 8, "rows").fingerprint());
    fingerprints.add(Identities.of("sft", Map.of("lr", 0.1, "steps", 3), 7, "Rows").fingerprint());
    fingerprints.add(new Identity("sft", BASE.settings(), 7, BASE.inputs(), "1.1").fingerprint());
    assertEquals(6, fingerprints.size());
  }

  @Test
  void theOrderOfSettingsDoesNotCount() {
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("steps", 3);
    other.put("lr", 0.1);
    assertEquals(BASE.fingerprint(), Identities.of("sft", other, 7, "rows").fingerprint());
  }

  @Test
  void saysWhatDiffers() {
    Identity now =
        new Identity(
            "sft",
            Identities.settings(Map.of("lr", 0.25, "lora", Map.of("r", 16), "steps", 3)),
            9,
            new TreeMap<>(Map.of("data", Identities.hash("other"), "model", Identities.hash("m"))),
            "1.1");
    assertEquals(
        List.of(
            "lora (not set) is now {\"r\":16}",
            "lr 0.1 is now 0.25",
            "seed 7 is now 9",
            "input 'data' has another content",
            "input 'model' is new",
            "the program's version 1.0 is now 1.1"),
        now.differencesFrom(BASE));
    assertEquals(List.of("input 'model' is gone"), without(now).differencesFrom(now));
    assertEquals(List.of(), BASE.differencesFrom(BASE));
    assertNotEquals(now, BASE);
  }

  private static Identity without(Identity identity) {
    TreeMap<String, String> inputs = new TreeMap<>(identity.inputs());
    inputs.remove("model");
    return new Identity(
        identity.stage(), identity.settings(), identity.seed(), inputs, identity.code());
  }

  @Test
  void namesNestedSettingsByPath() {
    Identity old = Identities.of("dpo", Map.of("optim", Map.of("beta", 0.1, "eps", 1)), 1, "x");
    Identity now = Identities.of("dpo", Map.of("optim", Map.of("beta", 0.2, "eps", 1)), 1, "x");
    assertEquals(List.of("optim.beta 0.1 is now 0.2"), now.differencesFrom(old));
  }

  @Test
  void numbersReadBackFromAJournalAreTheSame() {
    Map<String, Object> settings = Map.of("steps", 8L, "epochs", 2.0, "lr", 0.1);
    Map<String, Object> read = Map.of("steps", 8, "epochs", 2.0, "lr", 0.25);
    assertEquals(
        List.of("lr 0.25 is now 0.1"),
        Identities.of("sft", settings, 1, "x").differencesFrom(Identities.of("sft", read, 1, "x")));
  }
}
