/** What the steps of a run may take, in time and disk, before they are done. */
@NullMarked
package dev.herder.pipelines.forecast;

import org.jspecify.annotations.NullMarked;
