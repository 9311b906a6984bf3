package dev.herder.cli.command;

import dev.herder.core.generate.Sampling;
import dev.herder.core.run.RunContext;
import dev.herder.engine.lm.LocalModel;
import dev.herder.engine.machine.Machine;
import dev.herder.engine.text.EncoderConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The settings of every command that samples answers; see {@link SamplingOptions}. */
interface SamplingSettings {
  double temperature();

  int topK();

  double topP();

  double minP();

  double repetitionPenalty();

  List<String> stop();

  int maxNewTokens();

  int kvCacheMemory();

  String samplerDtype();

  long seed();

  String now();

  String dtype();

  String device();

  int threads();

  /**
   * How answers are drawn.
   *
   * @param n answers to each prompt
   */
  default Sampling sampling(int n) {
    return new Sampling(
        n,
        temperature(),
        topK(),
        topP(),
        minP(),
        repetitionPenalty(),
        stop(),
        maxNewTokens(),
        seed());
  }

  /** What the model is computed on. */
  default Machine.Wish wish() {
    return new Machine.Wish(device(), dtype(), threads(), 0);
  }

  /** Loads the model that answers. */
  default LocalModel open(Path model, RunContext context) throws IOException {
    SamplerDtype sampler = new SamplerDtype(samplerDtype());
    if (sampler.isInt8()) {
      context.talk().accept(SamplerDtype.warning());
    }
    LocalModel opened =
        LocalModel.open(
            model,
            sampler.wish(device(), dtype(), threads()),
            EncoderConfig.now(now()),
            context.stopRequested(),
            (long) kvCacheMemory() << 20,
            sampler.format());
    opened.compute().reason("dtype").ifPresent(context.talk());
    return opened;
  }
}
