# tandem. `make help` lists what can be made.
#
# VARIANT=release (default) | test (fault points compiled in) | asan | cover |
# fuzz (clang): each has a folder of its own under build/. V=1 shows the
# commands.

VARIANT ?= release
PREFIX ?= /usr/local
CC = gcc

BUILD := build/$(VARIANT)$(if $(findstring clang,$(CC)),-clang)
ifeq ($(VARIANT),fuzz)
CC = clang-14
endif
GEN := build/gen

Q = $(if $(V),,@)
say = $(if $(V),,@printf '%-5s %s\n' '$(1)' '$(2)')

# ---- compiler ------------------------------------------------------------

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion \
  -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
  -Wundef -Wpointer-arith -Wcast-qual -Wwrite-strings -Wvla -Wswitch-enum \
  -Wnull-dereference -Wdouble-promotion -Wredundant-decls -Werror
CPPFLAGS += -D_POSIX_C_SOURCE=200809L -Icommon -I. -I$(GEN)
CFLAGS_COMMON := -std=c11 -g -MMD -MP $(WARNINGS)

CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS_test := $(CFLAGS_release) -DTANDEM_FAULTS
CFLAGS_asan := -O1 -fno-omit-frame-pointer -fPIE -DTANDEM_FAULTS \
  -fsanitize=address,undefined -fno-sanitize-recover=all -Wno-null-dereference
CFLAGS_cover := -O0 -fPIE -DTANDEM_FAULTS --coverage
CFLAGS_fuzz := -O1 -fno-omit-frame-pointer -fPIE -DTANDEM_FAULTS \
  -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_test := $(LDFLAGS_release)
LDFLAGS_asan := -pie -fsanitize=address,undefined
LDFLAGS_cover := -pie --coverage
LDFLAGS_fuzz := -pie -fsanitize=fuzzer,address,undefined

ALL_CFLAGS = $(CFLAGS_COMMON) $(CFLAGS_$(VARIANT)) $(CFLAGS)
ALL_LDFLAGS = $(LDFLAGS_$(VARIANT)) $(LDFLAGS)
LIBS := -lrdkafka -lhiredis -lcurl -lmicrohttpd -lcjson -lxxhash -lcrypt -lm
TEST_LIBS := -lcmocka

# ---- what is made of what ------------------------------------------------

sources = $(wildcard $(1)/*.c)
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

COMMON_SRC := $(wildcard common/*/*.c)
SUPPORT_SRC := $(call sources,tests/support)
SIMULATOR_SRC := $(call sources,tests/simulators)
SIMULATION_SRC := $(filter-out %/main.c,$(call sources,tests/simulation))
CHAOS_SRC := $(filter-out %/main.c,$(call sources,tests/chaos))
UNIT := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/unit))
PROPERTY := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/property))
COMPONENT := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/component))
E2E := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/e2e))
FUZZ := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_SUPPORT_SRC := $(filter-out %_fuzz.c,$(call sources,tests/fuzz))
TESTS := $(UNIT) $(PROPERTY) $(COMPONENT) $(E2E)
DEMO := $(BUILD)/tests/demo/demo
SIMULATION := $(BUILD)/tests/simulation/simulation
BENCH := $(BUILD)/tests/bench/bench
CHAOS := $(BUILD)/tests/chaos/chaos

# A folder with a main.c is a program of the same name; console/ is `tandem`.
FOLDERS := $(patsubst %/main.c,%,$(wildcard */main.c))
program_of = $(if $(filter console,$(1)),tandem,$(1))
PROGRAMS := $(foreach f,$(FOLDERS),$(BUILD)/$(call program_of,$(f)))

LIBCOMMON := $(BUILD)/libcommon.a
LIBSUPPORT := $(BUILD)/libsupport.a
LIBSIMULATION := $(BUILD)/libsimulation.a
LIBCHAOS := $(BUILD)/libchaos.a
LUA_GEN := $(patsubst common/%,$(GEN)/%.h,$(wildcard common/*/*.lua))
PAGE := $(wildcard console/page/*)
GENERATED := $(LUA_GEN) $(GEN)/domain/country_table.h $(GEN)/console/page_files.inc

.PHONY: all help programs simulators tests deps kafka unit test fuzz valgrind lint fmt \
  install demo pictures simulate bench chaos clean
all: programs ## build the programs (the default)

help: ## this list
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

programs: $(PROGRAMS)
simulators: $(BUILD)/simulators ## build the simulators of both APIs
tests: $(TESTS) $(DEMO) $(SIMULATION) $(BENCH) $(CHAOS) simulators programs ## build all tests, run none

# The folder's main.c is the program; the rest is a library, so that unit
# tests can link it.
define program
$(BUILD)/$(call program_of,$(1)): $(BUILD)/$(1).d/main.o $(BUILD)/lib$(1).a $(LIBCOMMON)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
$(BUILD)/lib$(1).a: $$(patsubst $(1)/%.c,$(BUILD)/$(1).d/%.o,$$(filter-out $(1)/main.c,$$(wildcard $(1)/*.c)))
$(BUILD)/$(1).d/%.o: $(1)/%.c Makefile | $$(GENERATED)
	$$(call say,CC,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CPPFLAGS) $$(ALL_CFLAGS) -c -o $$@ $$<
endef
$(foreach f,$(FOLDERS),$(eval $(call program,$(f))))
PROGRAM_LIBS := $(FOLDERS:%=$(BUILD)/lib%.a)

$(LIBCOMMON): $(call objects,$(COMMON_SRC))
$(LIBSUPPORT): $(call objects,$(SUPPORT_SRC))
$(LIBSIMULATION): $(call objects,$(SIMULATION_SRC))
$(LIBCHAOS): $(call objects,$(CHAOS_SRC))
$(BUILD)/%.a:
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^

$(BUILD)/simulators: $(call objects,$(SIMULATOR_SRC)) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(TESTS): %: %.o $(LIBCHAOS) $(LIBSIMULATION) $(LIBSUPPORT) $(PROGRAM_LIBS) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(FUZZ): %: %.o $(call objects,$(FUZZ_SUPPORT_SRC)) $(BUILD)/libextractor.a $(BUILD)/libconsole.a $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(DEMO): $(call objects,$(call sources,tests/demo)) $(LIBSUPPORT) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(BENCH): $(call objects,$(call sources,tests/bench)) $(LIBSUPPORT) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(SIMULATION): $(BUILD)/tests/simulation/main.o $(LIBSIMULATION) $(LIBSUPPORT) $(PROGRAM_LIBS) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(CHAOS): $(BUILD)/tests/chaos/main.o $(LIBCHAOS) $(LIBSIMULATION) $(LIBSUPPORT) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(TEST_LIBS) $(LIBS)

$(BUILD)/tests/%.o: CPPFLAGS += -Itests
$(BUILD)/%.o: %.c Makefile | $(GENERATED)
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -c -o $@ $<

# Lua scripts become C strings: state/save.lua is included as
# "state/save.lua.h" and gives a string literal.
$(GEN)/%.lua.h: common/%.lua
	$(Q)mkdir -p $(@D)
	$(Q)sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $< >$@

$(GEN)/domain/country_table.h: common/domain/country_table.sh
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)sh $< >$@.part && mv $@.part $@

# The files of the operator's page become arrays of bytes.
$(GEN)/console/page_files.inc: console/page_files.sh $(PAGE)
	$(call say,GEN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)sh $< $(PAGE) >$@.part && mv $@.part $@

# ---- what is needed --------------------------------------------------------

deps: ## install what building and testing needs, if it is missing
	$(Q)deploy/packages build test fuzz
	$(Q)$(MAKE) -s --no-print-directory kafka

# A Kafka broker is a list of jars, run by Java.
kafka: build/kafka/.complete
build/kafka/.complete: deploy/kafka/pom.xml
	$(call say,MVN,$(@D))
	$(Q)rm -rf $(@D) && mvn -q -B -f $< dependency:copy-dependencies \
	  -DoutputDirectory=$(CURDIR)/$(@D) >/dev/null && touch $@

# ---- tests -----------------------------------------------------------------

# One job per processor, unless make was told something else.
JOBS ?= $(shell nproc)
again = $(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(JOBS))

# Everything but e2e runs with the sanitizers; e2e with the programs as they
# are delivered, plus fault points.
test: deps ## all tests, with a real Kafka and a real Redis
	$(Q)$(again) VARIANT=asan asan-tests simulators programs
	$(Q)$(again) VARIANT=test e2e-tests simulators programs
	$(Q)$(again) VARIANT=fuzz fuzz-tests
	$(Q)tests/run $(patsubst $(BUILD)/%,build/asan/%,$(UNIT) $(PROPERTY) $(COMPONENT)) \
	  $(patsubst $(BUILD)/%,build/test/%,$(E2E)) \
	  $(patsubst $(BUILD)/%,build/fuzz/%,$(FUZZ))

unit: ## the unit tests alone: fast, no servers
	$(Q)$(again) VARIANT=asan unit-tests
	$(Q)tests/run $(patsubst $(BUILD)/%,build/asan/%,$(UNIT))

# Each target for so long; `make test` tries the same 300,000 inputs each time.
SECONDS ?= 20
fuzz: ## bad input: all fuzz targets (SECONDS=n each)
	$(Q)deploy/packages build fuzz
	$(Q)$(again) VARIANT=fuzz fuzz-tests
	$(Q)FUZZ_RUNS=-1 FUZZ_SECONDS=$(SECONDS) tests/run $(patsubst $(BUILD)/%,build/fuzz/%,$(FUZZ))

# What the sanitizers do not see: decisions upon values that nobody has set.
MEMCHECK := valgrind -q --error-exitcode=99 --leak-check=full \
  --errors-for-leak-kinds=definite
MEMCHECKED := $(UNIT) $(patsubst %,$(BUILD)/tests/component/%_test,\
  cache extractor_redis http kafka redis remote serve)
valgrind: kafka ## unit and some component tests under valgrind (3 minutes)
	$(Q)deploy/packages build test valgrind
	$(Q)$(again) VARIANT=test valgrind-tests
	$(Q)WITH="$(MEMCHECK)" tests/run $(patsubst $(BUILD)/%,build/test/%,$(MEMCHECKED))

.PHONY: asan-tests e2e-tests unit-tests fuzz-tests valgrind-tests
valgrind-tests: $(MEMCHECKED)
fuzz-tests: $(FUZZ)
unit-tests: $(UNIT)
asan-tests: $(UNIT) $(PROPERTY) $(COMPONENT)
e2e-tests: $(E2E)

demo: deps ## watch it work: two simulated systems, kept in step
	$(Q)$(again) programs simulators $(DEMO)
	$(Q)tests/demo/run $(BUILD)

pictures: deps ## the pictures in docs/images, of the demo's world
	$(Q)$(again) programs simulators $(DEMO)
	$(Q)mkdir -p docs/images
	$(Q)tests/demo/run $(BUILD) docs/images

# SEEDS=n plays n seeds, from FIRST on; SEED=n plays that one and tells its
# story, with LINK=id also each state of one link.
SEEDS ?= 1000
simulate: ## the judgement in a world where all goes wrong (SEEDS=n, SEED=n)
	$(Q)$(again) $(SIMULATION)
	$(Q)$(SIMULATION) $(if $(SEED),trace $(SEED) $(LINK),$(SEEDS) $(FIRST))

# RUNS=n of each part, ONLY=part of them; RECORDS=n for the transformer,
# CONTACTS=n for the loader; LARGE=n: n contacts and a slow target, too.
bench: deps ## how fast it is, what it takes: a table, kept in build/bench
	$(Q)$(again) programs simulators $(BENCH)
	$(Q)tests/bench/run $(BUILD) $(if $(RUNS),--runs $(RUNS)) \
	  $(if $(ONLY),--only $(ONLY)) $(if $(RECORDS),--records $(RECORDS)) \
	  $(if $(CONTACTS),--contacts $(CONTACTS)) $(if $(LARGE),--large $(LARGE))

# SECONDS=n is how long things go wrong, SEED=n is what goes wrong, and what
# people do meanwhile.
SECONDS ?= 60
chaos: deps ## the real programs, while all around them breaks (SECONDS=n, SEED=n)
	$(Q)$(again) VARIANT=test programs simulators chaos-program
	$(Q)tests/chaos/run build/test $(SECONDS) $(SEED)

.PHONY: chaos-program
chaos-program: $(CHAOS)

# ---- lint ------------------------------------------------------------------

C_FILES := $(wildcard $(foreach d,common/* $(FOLDERS) tests/*,$(d)/*.c $(d)/*.h))
C_SOURCES := $(filter %.c,$(C_FILES))
SCRIPTS := .ci/run deploy/packages deploy/kafka/start tests/run tests/fuzz/run $(filter-out %.txt,$(wildcard tests/lint/*)) \
  tests/support/servers $(wildcard tests/demo/run tests/bench/run tests/chaos/run common/*/*.sh console/*.sh)
TIDY := $(C_SOURCES:%.c=build/lint/%.tidy)
LINTS := lint-format lint-rules lint-shell lint-tidy lint-cppcheck

lint: ## the formatter, the linters, and our own rules
	$(Q)deploy/packages build test fuzz lint
	$(Q)$(again) -k $(LINTS)

.PHONY: $(LINTS)
lint-format:
	$(Q)clang-format-14 --dry-run -Werror $(C_FILES)
lint-rules:
	$(Q)tests/lint/layers $(C_FILES)
	$(Q)tests/lint/sizes $(C_FILES)
	$(Q)tests/lint/banned $(C_FILES)
lint-shell:
	$(Q)shellcheck $(SCRIPTS)
lint-cppcheck: | $(GENERATED)
	$(Q)mkdir -p build/lint/cppcheck
	$(Q)cppcheck -q --error-exitcode=1 --std=c11 --inline-suppr \
	  --enable=warning,performance,portability \
	  --suppressions-list=tests/lint/cppcheck.txt \
	  --cppcheck-build-dir=build/lint/cppcheck \
	  -DTANDEM_FAULTS -Icommon -I. -I$(GEN) -Itests $(C_SOURCES)

# One stamp per file, so that only what has changed is looked at again.
lint-tidy: $(TIDY)
build/lint/%.tidy: %.c .clang-tidy | $(GENERATED)
	$(call say,TIDY,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -MM -MP -MT $@ -MF $(@:.tidy=.d) $(CPPFLAGS) -Itests $<
	$(Q)clang-tidy-14 --quiet $< -- -std=c11 $(CPPFLAGS) -Itests \
	  -DTANDEM_FAULTS >$@.part 2>&1 || { \
	  grep -E ' (error|warning): ' $@.part || cat $@.part; exit 1; }
	$(Q)mv $@.part $@

fmt: ## format all C files
	$(Q)clang-format-14 -i $(C_FILES)

# ---- install ---------------------------------------------------------------

install: programs ## into $DESTDIR$PREFIX: bin/, share/tandem/flows, bash's completion
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/tandem/flows
	$(Q)install -m 755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	$(Q)install -m 644 $(wildcard flows/*.json) $(DESTDIR)$(PREFIX)/share/tandem/flows
	$(Q)install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	$(Q)$(BUILD)/tandem completion \
	  >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/tandem

clean: ## forget all that was built
	$(Q)rm -rf build

-include $(shell find $(BUILD) build/lint -name '*.d' -type f 2>/dev/null)
