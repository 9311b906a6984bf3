package dev.herder.pipelines;

/** The models' side of a round: who fine-tunes, who prefers, who answers. */
public record Seams(SftStep sft, DpoStep dpo, SamplerFactory samplers) {}
