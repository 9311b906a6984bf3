package dev.herder.pipelines.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.herder.core.UserError;
import dev.herder.core.generate.Scorer;
import dev.herder.core.generate.WrappedScorer;
import dev.herder.core.run.Hashes;
import dev.herder.core.run.RunContext;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.machine.Processor;
import dev.herder.engine.text.EncoderConfig;
import dev.herder.engine.text.Tokenizer;
import dev.herder.pipelines.JudgeFactory;
import dev.herder.pipelines.ModelRef;
import dev.herder.reward.Reward;
import dev.herder.reward.RewardModel;
import dev.herder.reward.RewardScorer;
import java.io.IOException;
import java.nio.file.Path;

/** Reward models on this machine, with dtype, device, threads and date of the recipe's block. */
record LocalJudges(Reward.Config config) implements JudgeFactory {
  static final String TOKENIZER = "tokenizer.json";

  @Override
  public JsonNode settings() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("dtype", config.dtype());
    json.put("device", config.device());
    json.put("threads", config.threads());
    json.put("now", config.now());
    json.put("machine-bfloat16", Processor.detect().hasBfloat16());
    json.put("machine-cores", Processor.detect().cores());
    return json;
  }

  @Override
  public Judge open(ModelRef reward, ModelRef answering, RunContext context) throws IOException {
    requireSameText(reward.directory(), answering.directory());
    Machine.Wish wish = new Machine.Wish(config.device(), config.dtype(), config.threads(), 0);
    RewardModel model = RewardModel.open(reward.directory(), wish, EncoderConfig.now(config.now()));
    return new OpenJudge(model, new RewardScorer(model));
  }

  private record OpenJudge(RewardModel model, Scorer scorer) implements Judge, WrappedScorer {
    @Override
    public void close() {
      model.close();
    }
  }

  /** A reward model that reads other tokens or another template scores something else. */
  static void requireSameText(Path reward, Path answering) throws IOException {
    requireSame(
        "tokenizer",
        Hashes.ofFile(reward.resolve(TOKENIZER)),
        Hashes.ofFile(answering.resolve(TOKENIZER)),
        reward,
        answering);
    requireSame("chat template", template(reward), template(answering), reward, answering);
  }

  private static String template(Path directory) throws IOException {
    try (Tokenizer tokenizer = Tokenizer.load(directory)) {
      return Hashes.ofString(tokenizer.chatTemplate().orElse(""));
    }
  }

  private static void requireSame(
      String what, String there, String here, Path reward, Path answering) {
    if (!there.equals(here)) {
      throw new UserError(
          ("reward-model: %s has another %s than %s (%s there, %s here); use a reward model trained"
                  + " from the same model, or leave reward-model out to train one")
              .formatted(reward, what, answering, there.substring(0, 12), here.substring(0, 12)));
    }
  }
}
