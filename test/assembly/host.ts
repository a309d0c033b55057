/**
 * What every spec imports first. The allocator of the test host takes all memory that there is when it first hands some out, the
 * module's heap included if that has grown by then: so let it be now.
 */
heap.free(heap.alloc(16));
