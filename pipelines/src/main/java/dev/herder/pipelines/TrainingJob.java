package dev.herder.pipelines;

import java.nio.file.Path;

/**
 * One training of a round.
 *
 * @param model the model to begin with (for DPO the reference, too)
 * @param data the rows
 * @param out the folder to write to; where it holds the state of an interrupted attempt, that
 *     attempt goes on, and where it holds the finished model, nothing is done
 */
public record TrainingJob(ModelRef model, TrainingData data, Path out) {}
