/** Documents in: text out of office and web formats, cut into chunks on sentence borders. */
@NullMarked
package dev.herder.documents;

import org.jspecify.annotations.NullMarked;
