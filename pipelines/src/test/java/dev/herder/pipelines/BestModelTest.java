package dev.herder.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.herder.core.run.Hashes;
import dev.herder.pipelines.journal.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestModelTest {
  @TempDir Path folder;

  private Product.Made model(String name, double skill) throws IOException {
    Path path = folder.resolve(name);
    FakeSeams.writeModel(path, skill);
    Files.writeString(path.resolve("manifest.json"), "{}");
    Files.writeString(path.resolve("metrics.jsonl"), "{}");
    return new Product.Made(name, path, Hashes.ofModel(path));
  }

  private static Object identity(Path file) throws IOException {
    return String.valueOf(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  @Test
  void linksAModelOfTheRunAndLeavesItsRecordsOut() throws IOException {
    BestModel best = new BestModel(folder.resolve("out"));
    Product.Made model = model("out/round-1/dpo", 0.5);
    best.publish(model);
    assertEquals(folder.resolve("out/best"), best.folder());
    assertEquals(model.sha256(), Hashes.ofModel(best.folder()));
    assertFalse(Files.exists(best.folder().resolve("manifest.json")));
    assertFalse(Files.exists(best.folder().resolve("metrics.jsonl")));
    assertEquals(
        identity(model.path().resolve("model.safetensors")),
        identity(best.folder().resolve("model.safetensors")));
  }

  @Test
  void copiesTheUsersOwnModel() throws IOException {
    BestModel best = new BestModel(folder.resolve("out"));
    Product.Made model = model("base", 0.5);
    best.publish(model);
    assertNotEquals(
        identity(model.path().resolve("config.json")),
        identity(best.folder().resolve("config.json")));
    assertEquals(model.sha256(), Hashes.ofModel(best.folder()));
  }

  @Test
  void changesNothingForTheSameModelAndEverythingForAnother() throws IOException {
    BestModel best = new BestModel(folder.resolve("out"));
    best.publish(model("out/a", 0.5));
    Object folderBefore = identity(best.folder());
    best.publish(model("out/b", 0.5));
    assertEquals(folderBefore, identity(best.folder()));
    best.publish(model("out/c", 0.75));
    assertNotEquals(folderBefore, identity(best.folder()));
    assertTrue(FakeSeams.skill(best.folder()) > 0.7);
  }
}
