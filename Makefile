# The native programs' own tests.
#   make check              as they are shipped
#   make check-sanitized    the recorder's user side with AddressSanitizer and UndefinedBehaviorSanitizer
#
# The example programs that this repository gates itself with.
#   make examples           build/examples/NAME
#   make examples-changed   build/examples-changed/NAME: each with one change of behaviour, to see that the gate is loud

NAMES := backend_detection matrix_operations activation_functions performance_demo ml_similarity \
         loopback worker_pool file_transaction

CFLAGS := -O2 -g -Wall -Wextra -Werror -std=gnu11 -pthread
# Without --as-needed it depends on the distribution's gcc whether a program that needs no libm loads it all the same.
LDLIBS := -Wl,--as-needed -lm

.PHONY: check check-sanitized
check:
	sh scripts/build-native.sh
	node scripts/generate-recorder-calls.mjs --check
	npx tap --disable-coverage test/native

check-sanitized:
	SANITIZE=1 sh scripts/build-native.sh build/native-sanitized
	TRACE_GATE_RECORDER=$(CURDIR)/build/native-sanitized/recorder npx tap --disable-coverage \
	  test/native/recorder.test.ts test/native/recorder-ends.test.ts

.PHONY: examples examples-changed clean-examples
examples: $(NAMES:%=build/examples/%)
examples-changed: $(NAMES:%=build/examples-changed/%)

build/examples/%: examples/%.c examples/trueno.h examples/trueno_kernels.h | build/examples
	$(CC) $(CFLAGS) -o $@ $< $(LDLIBS)

build/examples-changed/%: examples/%.c examples/trueno.h examples/trueno_kernels.h | build/examples-changed
	$(CC) $(CFLAGS) -DTRACE_GATE_CHANGE -o $@ $< $(LDLIBS)

build/examples build/examples-changed:
	mkdir -p $@

clean-examples:
	rm -rf build/examples build/examples-changed
