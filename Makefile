# tandem. `make help` lists what can be made.
#
# VARIANT=release (default) | test (fault points compiled in) | asan | cover:
# each has a folder of its own under build/. V=1 shows the commands.

VARIANT ?= release
PREFIX ?= /usr/local
CC = gcc

BUILD := build/$(VARIANT)
GEN := build/gen
PROGRAMS := extractor transformer loader

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
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_test := $(LDFLAGS_release)
LDFLAGS_asan := -pie -fsanitize=address,undefined
LDFLAGS_cover := -pie --coverage

ALL_CFLAGS = $(CFLAGS_COMMON) $(CFLAGS_$(VARIANT)) $(CFLAGS)
ALL_LDFLAGS = $(LDFLAGS_$(VARIANT)) $(LDFLAGS)
LIBS := -lrdkafka -lhiredis -lcurl -lmicrohttpd -lcjson -lxxhash -lm
TEST_LIBS := -lcmocka

# ---- what is made of what ------------------------------------------------

sources = $(wildcard $(1)/*.c)
objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

COMMON_SRC := $(wildcard common/*/*.c)
SUPPORT_SRC := $(call sources,tests/support)
SIMULATOR_SRC := $(call sources,tests/simulators)
UNIT := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/unit))
PROPERTY := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/property))
COMPONENT := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/component))
E2E := $(patsubst %.c,$(BUILD)/%,$(call sources,tests/e2e))
TESTS := $(UNIT) $(PROPERTY) $(COMPONENT) $(E2E)

LIBCOMMON := $(BUILD)/libcommon.a
LIBSUPPORT := $(BUILD)/libsupport.a
LUA_GEN := $(patsubst common/%,$(GEN)/%.h,$(wildcard common/*/*.lua))
GENERATED := $(LUA_GEN) $(GEN)/domain/country_table.h

.PHONY: all help programs simulators tests unit kafka clean
all: programs

programs: $(PROGRAMS:%=$(BUILD)/%)
simulators: $(BUILD)/simulators
tests: $(TESTS) simulators programs

# A program is its folder's main.c; the rest of the folder is a library, so
# that unit tests can link it.
define program
$(BUILD)/$(1): $(BUILD)/$(1).d/main.o $(BUILD)/lib$(1).a $(LIBCOMMON)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(LIBS)
$(BUILD)/lib$(1).a: $$(patsubst $(1)/%.c,$(BUILD)/$(1).d/%.o,$$(filter-out $(1)/main.c,$$(wildcard $(1)/*.c)))
$(BUILD)/$(1).d/%.o: $(1)/%.c Makefile | $$(GENERATED)
	$$(call say,CC,$$<)
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC) $$(CPPFLAGS) $$(ALL_CFLAGS) -c -o $$@ $$<
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))
PROGRAM_LIBS := $(PROGRAMS:%=$(BUILD)/lib%.a)

$(LIBCOMMON): $(call objects,$(COMMON_SRC))
$(LIBSUPPORT): $(call objects,$(SUPPORT_SRC))
$(BUILD)/%.a:
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D) && rm -f $@ && ar rcs $@ $^

$(BUILD)/simulators: $(call objects,$(SIMULATOR_SRC)) $(LIBCOMMON)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(TESTS): %: %.o $(LIBSUPPORT) $(PROGRAM_LIBS) $(LIBCOMMON)
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

# A Kafka broker is a list of jars, run by Java.
kafka: build/kafka/.complete
build/kafka/.complete: deploy/kafka/pom.xml
	$(call say,MVN,$(@D))
	$(Q)rm -rf $(@D) && mvn -q -B -f $< dependency:copy-dependencies \
	  -DoutputDirectory=$(CURDIR)/$(@D) >/dev/null && touch $@

clean:
	$(Q)rm -rf build

-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
