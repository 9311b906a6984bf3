/** The rounds: plain Java that calls the stages, journals and resumes. */
@NullMarked
package dev.herder.pipelines;

import org.jspecify.annotations.NullMarked;
