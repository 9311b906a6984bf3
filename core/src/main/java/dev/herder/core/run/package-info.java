/** What surrounds a run: context, manifest, hashes, metrics, atomic files. */
@NullMarked
package dev.herder.core.run;

import org.jspecify.annotations.NullMarked;
