# Builds a bundle. A bundle's Makefile sets some of these and includes this file:
#
#   name      the bundle's name; its program is NAME.elf
#   sources   its C, C++, assembly and Rust files   (main.c)
#   files     what else goes into the bundle        (fugu.yaml, and expected.txt if there is one)
#   defines   further options for the compiler      (none), for example -DEXTRA
#   libos     exos, linked in; apart: a library OS that a run names; none for a bare program   (exos)
#   kind      application; or libos: the bundle is a library OS, NAME.so                       (application)
#   build     where to                              (build)
#   folder    the bundle's folder in there          (the name)
#   strict    1: a warning ends the build           (none)
#   page_table  how exos keeps its pages: two-level, flat or inverted; any: all three, of which a run chooses one
#                                                   (two-level)
#
# The result is the folder $(build)/$(folder), ready for `./fugu run` and `./fugu pack`.
# Needs Debian's gcc-riscv64-linux-gnu and picolibc-riscv64-unknown-elf; for C++ also g++-riscv64-linux-gnu,
# for Rust also rustc and rust-src.

# Where this file lies. Make keeps file names apart by blanks, so a name with blanks is found by trying.
hash := \#
this := $(shell rest='$(MAKEFILE_LIST)'; while [ -n "$$rest" ] && [ ! -f "$$rest" ]; do \
	case "$$rest" in (*' '*) rest=$${rest$(hash)* };; (*) rest=;; esac; done; printf '%s' "$$rest")
guest := $(patsubst %/,%,$(dir $(lastword $(this))))
build ?= build

# From a folder with blanks, by way of a link without.
ifneq ($(words $(this)),1)
guest := $(build)/sdk
linked := $(shell mkdir -p '$(build)' && ln -sfn "$$(cd "$$(dirname '$(this)')" && pwd)" '$(build)/sdk')
endif

folder ?= $(name)
sources ?= main.c
files ?= fugu.yaml $(wildcard expected.txt)
libos ?= exos
kind ?= application
page_table ?= two-level

# What of exos is the library OS. The rest is for the C library, and in the program also where the library OS is apart.
core := barrier.c console.c context.c exception.c fault_floats.S heap.c mailbox.c measure.c message.c message_entry.S \
	region.c start.c vm.c

CROSS ?= riscv64-linux-gnu-
CC := $(CROSS)gcc
CXX := $(CROSS)g++
AR := $(CROSS)ar
PICOLIBC ?= /usr/lib/picolibc/riscv64-unknown-elf
comma := ,
gcc_include := $(shell $(CC) -print-file-name=include 2>/dev/null)

# A compiler for Rust comes with a library for its own machine. For this one the library is compiled from the sources
# that belong to the compiler, so one that has them is needed.
ifneq ($(filter %.rs,$(sources))$(filter crates rust-compiler,$(MAKECMDGOALS)),)
rust_library := lib/rustlib/src/rust/library
RUSTC ?= $(firstword $(foreach each,rustc /usr/bin/rustc,$(shell [ -e "$$($(each) --print sysroot 2>/dev/null)/$(rust_library)/core/src/lib.rs" ] && echo $(each))))
rust_sources := $(or $(if $(RUSTC),$(shell $(RUSTC) --print sysroot 2>/dev/null)),/nowhere)/$(rust_library)
ifeq ($(wildcard $(rust_sources)/core/src/lib.rs),)
$(error A compiler for Rust with the sources of its library is missing. On Debian: apt-get install rustc rust-src)
endif
endif

# What cannot work ends in a sentence here.
picolibc := $(wildcard $(PICOLIBC)/include/picolibc.h)
ifeq ($(and $(gcc_include),$(picolibc)),)
$(error The cross compiler and its C library are missing. On Debian: apt-get install gcc-riscv64-linux-gnu picolibc-riscv64-unknown-elf)
endif
ifneq ($(words $(build)),1)
$(error The build folder's name '$(build)' has a blank. Set build to one without; build := build lies beside the Makefile)
endif
ifneq ($(filter-out exos compiler crates rust-compiler,$(or $(MAKECMDGOALS),bundle)),)
ifneq ($(words $(name)),1)
$(error Set name to one word before fugu.mk is included, for example name := hello)
endif
ifneq ($(filter exos objects sdk . ..,$(folder))$(findstring /,$(folder)),)
$(error A bundle's folder cannot be called '$(folder)'; set folder to another name)
endif
ifeq ($(filter exos apart none,$(libos)),)
$(error libos is '$(libos)'; it can be exos, apart or none)
endif
ifeq ($(filter application libos,$(kind)),)
$(error kind is '$(kind)'; it can be application or libos)
endif
ifeq ($(filter two-level flat inverted any,$(page_table)),)
$(error page_table is '$(page_table)'; it can be two-level, flat, inverted or any)
endif
ifneq ($(filter-out %.c %.S %.cc %.cpp %.cxx %.rs,$(sources)),)
$(error '$(filter-out %.c %.S %.cc %.cpp %.cxx %.rs,$(sources))' in sources ends in none of .c .S .cc .cpp .cxx .rs)
endif
ifneq ($(filter %.cc %.cpp %.cxx,$(sources)),)
ifeq ($(shell command -v $(CXX)),)
$(error The cross compiler for C++ is missing. On Debian: apt-get install g++-riscv64-linux-gnu)
endif
endif
ifneq ($(and $(filter %.rs,$(sources)),$(filter-out exos,$(libos))),)
$(error A program in Rust needs libos := exos)
endif
missing := $(foreach file,$(sources) $(files),$(if $(wildcard $(file)),,$(file)))
ifneq ($(strip $(missing)),)
$(error $(strip $(missing)): no such file; the Makefile's sources are '$(sources)' and its files are '$(strip $(files))')
endif
endif

# A library OS is position-independent, and stands by itself: only what is said to be is seen from outside.
place := $(if $(filter libos,$(kind)),-fPIC -fvisibility=hidden -ffreestanding,-fno-pie -ftls-model=local-exec)

common_flags := -O2 -Wall -Wextra $(if $(strict),-Werror) -Wno-missing-field-initializers \
	-march=rv64gc -mabi=lp64d -mcmodel=medany $(place) \
	$(if $(strict),,-g1 -gno-record-gcc-switches) -ffunction-sections -fdata-sections -fno-stack-protector -fno-asynchronous-unwind-tables \
	-ffile-prefix-map='$(guest)=guest' -ffile-prefix-map='$(CURDIR)=.' \
	-nostdinc -isystem $(gcc_include) -isystem $(PICOLIBC)/include -I$(guest)/include
CFLAGS := -std=gnu17 -Wstrict-prototypes $(common_flags)
CXXFLAGS := -std=gnu++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit -Wno-register $(common_flags)

# What core is compiled with, and what programs are. Only core may use what other code may not.
RUSTFLAGS := --target riscv64gc-unknown-none-elf -C opt-level=2 -C panic=abort -C code-model=medium \
	-C relocation-model=static -C force-unwind-tables=no $(if $(strict),-D warnings,-C debuginfo=1) \
	--remap-path-prefix '$(guest)=guest' --remap-path-prefix '$(CURDIR)=.' --remap-path-prefix '$(rust_sources)=rust'

# No build id: a bundle must not tell where or when it was made. Source lines are for messages about traps and deadlocks.
LDFLAGS := -static -no-pie -nostdlib $(if $(strict),-Wl$(comma)--strip-debug) -Wl,--build-id=none,-z,max-page-size=4096,-z,norelro,--wrap=vfprintf,--wrap=vfscanf

ifeq ($(kind),libos)
# Nothing is linked in that is not listed.
script := $(guest)/crt/libos.ld
LDFLAGS := -shared -nostdlib $(if $(strict),-Wl$(comma)--strip-debug) -Wl,--build-id=none,-z,max-page-size=4096 \
	-Wl,-z,norelro,-z,text,-z,now,-Bsymbolic,--no-undefined,--hash-style=sysv,--no-relax,--gc-sections
else ifeq ($(libos),apart)
exos := $(build)/exos-apart
runtime := $(exos)/start.S.o $(exos)/libc.c.o $(exos)/libexos.a
script := $(guest)/crt/fugu.ld
LDFLAGS += -Wl,--gc-sections
LIBS := $(runtime) -Wl,--start-group $(exos)/libexos.a $(PICOLIBC)/lib/rv64imafdc/lp64d/libc.a -lgcc -Wl,--end-group
else ifeq ($(libos),exos)
exos := $(build)/exos
table := $(subst -,_,$(page_table))
tables := two_level flat inverted
table_objects := $(if $(filter any,$(table)),$(exos)/page_table_any.c.o $(foreach each,$(tables),$(exos)/any/page_table_$(each).c.o \
	$(exos)/any/exception_entry_$(each).S.o),$(exos)/page_table_$(table).c.o $(exos)/exception_entry_$(table).S.o)
runtime := $(exos)/start.S.o $(exos)/libc.c.o $(table_objects) $(exos)/libexos.a
script := $(guest)/crt/fugu.ld
LDFLAGS += -Wl,--gc-sections
crates := $(exos)/crates
rlibs := $(if $(filter %.rs,$(sources)),$(crates)/libfugu.rlib $(crates)/libcore.rlib)
LIBS := $(runtime) -Wl,--start-group $(rlibs) $(exos)/libexos.a $(PICOLIBC)/lib/rv64imafdc/lp64d/libc.a -lgcc -Wl,--end-group
endif

headers := $(wildcard $(guest)/include/fugu/*.h $(guest)/libos/exos/*.h ../*.h *.h *.hpp)
objects := $(patsubst %,$(build)/objects/$(folder)/%.o,$(sources))
bundle := $(build)/$(folder)
contents := $(name).$(if $(filter libos,$(kind)),so,elf) $(files)

# The folder is the bundle: what is in it and not listed would change its identity, and goes.
.PHONY: bundle
bundle: $(addprefix $(bundle)/,$(contents))
	@find $(bundle) -mindepth 1 -depth \( -type d -empty -o ! -type d $(foreach file,$(contents),! -path '$(bundle)/$(file)') \) -delete

# In which order functions and data lie, another one for each seed. The file changes when the seed or the page table does.
FUGU_LINK_SEED ?=
linked_by := $(build)/objects/$(folder)/seed
.PHONY: fugu-link-seed
fugu-link-seed:
	@mkdir -p $(dir $(linked_by))
	@echo '$(FUGU_LINK_SEED) $(page_table)' | cmp -s - $(linked_by) || echo '$(FUGU_LINK_SEED) $(page_table)' > $(linked_by)
$(linked_by): fugu-link-seed ;

ifneq ($(and $(FUGU_LINK_SEED),$(script)),)
seeded := $(build)/objects/$(folder)/seeded.ld
$(seeded): $(objects) $(runtime) $(linked_by) $(script) $(guest)/crt/link-order.sh
	@sh $(guest)/crt/link-order.sh '$(FUGU_LINK_SEED)' $(guest)/crt/fugu.ld $(CROSS)objdump $(objects) $(runtime) > $@
script := $(seeded)
endif

$(bundle)/$(name).so: $(objects) $(script)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -T $(script) -o $@ $(objects)

$(bundle)/$(name).elf: $(objects) $(runtime) $(script) $(linked_by)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) $(script:%=-T %) -o $@ $(objects) $(LIBS)

define compile
@mkdir -p $(@D)
$(1) $(defines) -c -o $@ $<
endef

$(build)/objects/$(folder)/%.cc.o: %.cc $(headers) Makefile $(guest)/fugu.mk
	$(call compile,$(CXX) $(CXXFLAGS))

$(build)/objects/$(folder)/%.cpp.o: %.cpp $(headers) Makefile $(guest)/fugu.mk
	$(call compile,$(CXX) $(CXXFLAGS))

$(build)/objects/$(folder)/%.cxx.o: %.cxx $(headers) Makefile $(guest)/fugu.mk
	$(call compile,$(CXX) $(CXXFLAGS))

# One object for the crate that a file is the root of.
$(build)/objects/$(folder)/%.rs.o: %.rs $(wildcard *.rs */*.rs) $(rlibs) Makefile $(guest)/fugu.mk
	@mkdir -p $(@D)
	$(RUSTC) --edition 2021 $(RUSTFLAGS) -C codegen-units=1 -L $(crates) --extern fugu=$(crates)/libfugu.rlib --crate-type lib \
		--crate-name $(subst -,_,$(notdir $*)) --emit obj -o $@ $<

$(build)/objects/$(folder)/%.o: % $(headers) Makefile $(guest)/fugu.mk
	$(call compile,$(CC) $(CFLAGS))

$(addprefix $(bundle)/,$(files)): $(bundle)/%: %
	@mkdir -p $(@D)
	cp $< $@

# What the bytes of a bundle depend on beside its sources.
.PHONY: compiler
compiler:
	@$(CC) --version | head -n 1
	@sed -n 's/^#define __PICOLIBC_VERSION__ "\(.*\)"/picolibc \1/p' $(PICOLIBC)/include/picolibc.h

.PHONY: rust-compiler
rust-compiler:
	@$(RUSTC) --version

# ---- the library OS

ifeq ($(libos),apart)
exos_sources := $(filter-out $(addprefix $(guest)/libos/exos/,$(core) page_table_%.c exception_entry.S libc.c), \
	$(wildcard $(guest)/libos/exos/*.c $(guest)/libos/exos/*.S)) \
	$(guest)/libos/apart/hooks.S $(guest)/libos/apart/start.c $(guest)/libos/apart/end.c $(guest)/crt/main.c
exos_objects := $(patsubst %,$(exos)/%.o,$(notdir $(exos_sources)))

.PHONY: exos
exos: $(runtime)

$(exos)/libexos.a: $(exos_objects)
	rm -f $@
	$(AR) rcsD $@ $(exos_objects)

define compile_exos
@mkdir -p $(@D)
$(CC) $(CFLAGS) -I$(guest)/libos/exos -c -o $@ $<
endef

$(exos)/%.o: $(guest)/libos/apart/% $(headers) $(guest)/fugu.mk
	$(compile_exos)

$(exos)/%.o: $(guest)/libos/exos/% $(headers) $(guest)/fugu.mk
	$(compile_exos)

$(exos)/%.o: $(guest)/crt/% $(headers) $(guest)/fugu.mk
	$(compile_exos)
endif

ifeq ($(libos),exos)
apart := page_table_%.c exception_entry.S libc.c
exos_sources := $(filter-out $(apart:%=$(guest)/libos/exos/%),$(wildcard $(guest)/libos/exos/*.c $(guest)/libos/exos/*.S)) \
	$(guest)/crt/main.c
exos_objects := $(patsubst %,$(exos)/%.o,$(notdir $(exos_sources)))

# Page faults are handled without saving floating-point registers, so that code must not touch them.
no_floats := exception.c.o region.c.o vm.c.o $(tables:%=page_table_%.c.o)
all_tables := $(exos)/page_table_any.c.o $(foreach each,$(tables),$(exos)/page_table_$(each).c.o $(exos)/exception_entry_$(each).S.o \
	$(exos)/any/page_table_$(each).c.o $(exos)/any/exception_entry_$(each).S.o)

# Nor the C library: a loop stays a loop.
$(no_floats:%=$(exos)/%) $(exos)/any/%: CFLAGS += -fno-tree-loop-distribute-patterns

.PHONY: exos
exos: $(runtime) $(all_tables)

$(exos)/libexos.a: $(exos_objects) $(tables:%=$(exos)/page_table_%.c.o)
	@if $(CROSS)objdump -d --no-show-raw-insn $(addprefix $(exos)/,$(no_floats)) | grep -P ':\tf(?!ence)'; then \
		echo "the exception entry does not save floating-point registers" >&2; exit 1; \
	fi
	rm -f $@
	$(AR) rcsD $@ $(exos_objects)

define compile_exos
@mkdir -p $(@D)
$(CC) $(CFLAGS) -I$(guest)/libos/exos $(1) -c -o $@ $<
endef

# The page tables: each by itself, and under names of its own where all are linked in.
exception_entry = -DEXCEPTION_ENTRY=$(1)exception_entry -DPAGE_TABLE_REFILL='"page_table_$*_refill.h"'

$(exos)/exception_entry_%.S.o: $(guest)/libos/exos/exception_entry.S $(headers) $(guest)/fugu.mk
	$(call compile_exos,$(call exception_entry,exos_))

$(exos)/any/exception_entry_%.S.o: $(guest)/libos/exos/exception_entry.S $(headers) $(guest)/fugu.mk
	$(call compile_exos,$(call exception_entry,$*_))

$(exos)/any/page_table_%.c.o: $(guest)/libos/exos/page_table_%.c $(headers) $(guest)/fugu.mk
	$(call compile_exos,-DPAGE_TABLE_NAME=$*)

$(exos)/%.o: $(guest)/libos/exos/% $(headers) $(guest)/fugu.mk
	$(compile_exos)

$(exos)/%.o: $(guest)/crt/% $(headers) $(guest)/fugu.mk
	$(compile_exos)

# ---- what programs in Rust are linked with: the core library, and the crate of bindings

.PHONY: crates
crates: $(crates)/libfugu.rlib

core_flags = --cap-lints allow --crate-type rlib --out-dir $(crates) -L $(crates)

$(crates)/libcore.rlib: $(guest)/rust/compiler_builtins.rs $(guest)/fugu.mk
	@mkdir -p $(@D)
	RUSTC_BOOTSTRAP=1 $(RUSTC) $(RUSTFLAGS) $(core_flags) --crate-name core \
		--edition $$(sed -n 's/^edition = "\(.*\)"/\1/p' $(rust_sources)/core/Cargo.toml) $(rust_sources)/core/src/lib.rs
	RUSTC_BOOTSTRAP=1 $(RUSTC) $(RUSTFLAGS) $(core_flags) --crate-name compiler_builtins --edition 2021 $<

$(crates)/libfugu.rlib: $(wildcard $(guest)/rust/fugu/src/*.rs) $(crates)/libcore.rlib
	$(RUSTC) --edition 2021 $(RUSTFLAGS) -C codegen-units=1 -L $(crates) --crate-type rlib --crate-name fugu -o $@ \
		$(guest)/rust/fugu/src/lib.rs
endif
