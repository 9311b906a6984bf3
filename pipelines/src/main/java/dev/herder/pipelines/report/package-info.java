/**
 * What a run of rounds shows of its steps, whatever these are: flow, curves, scores, cost, origin.
 */
@NullMarked
package dev.herder.pipelines.report;

import org.jspecify.annotations.NullMarked;
