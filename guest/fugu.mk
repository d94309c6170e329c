# Builds a bundle. A bundle's Makefile sets some of these and includes this file:
#
#   name      the bundle's name; its program is NAME.elf
#   sources   its C and assembly files              (main.c)
#   files     what else goes into the bundle        (fugu.yaml, and expected.txt if there is one)
#   defines   further options for the compiler      (none), for example -DEXTRA
#   libos     exos, or none for a bare program      (exos)
#   build     where to                              (build)
#   folder    the bundle's folder in there          (the name)
#
# The result is the folder $(build)/$(folder), ready for `./fugu run` and `./fugu pack`.
# Needs Debian's gcc-riscv64-linux-gnu and picolibc-riscv64-unknown-elf.

guest := $(abspath $(dir $(lastword $(MAKEFILE_LIST))))
build ?= build
folder ?= $(name)
sources ?= main.c
files ?= fugu.yaml $(wildcard expected.txt)
libos ?= exos

CROSS ?= riscv64-linux-gnu-
CC := $(CROSS)gcc
AR := $(CROSS)ar
PICOLIBC ?= /usr/lib/picolibc/riscv64-unknown-elf
gcc_include := $(shell $(CC) -print-file-name=include)

CFLAGS := -std=gnu17 -O2 -Wall -Wextra -Werror -Wstrict-prototypes -Wno-missing-field-initializers \
	-march=rv64gc -mabi=lp64d -mcmodel=medany -fno-pie -ftls-model=local-exec \
	-ffunction-sections -fdata-sections -fno-stack-protector -fno-asynchronous-unwind-tables \
	-ffile-prefix-map=$(guest)=guest -ffile-prefix-map=$(CURDIR)=. \
	-nostdinc -isystem $(gcc_include) -isystem $(PICOLIBC)/include -I$(guest)/include

# No build id and no debug data: a bundle must not tell where or when it was made.
LDFLAGS := -static -no-pie -nostdlib -Wl,--build-id=none,--strip-debug,-z,max-page-size=4096,-z,norelro,--wrap=vfprintf,--wrap=vfscanf

ifeq ($(libos),exos)
exos := $(build)/exos
runtime := $(exos)/start.S.o $(exos)/libexos.a
LDFLAGS += -T $(guest)/crt/fugu.ld -Wl,--gc-sections
LIBS := $(runtime) -Wl,--start-group $(exos)/libexos.a $(PICOLIBC)/lib/rv64imafdc/lp64d/libc.a -lgcc -Wl,--end-group
endif

headers := $(wildcard $(guest)/include/fugu/*.h $(guest)/libos/exos/*.h ../*.h)
objects := $(patsubst %,$(build)/objects/$(folder)/%.o,$(sources))
bundle := $(build)/$(folder)

.PHONY: bundle
bundle: $(bundle)/$(name).elf $(addprefix $(bundle)/,$(files))

$(bundle)/$(name).elf: $(objects) $(runtime) $(guest)/crt/fugu.ld
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(objects) $(LIBS)

$(build)/objects/$(folder)/%.o: % $(headers) Makefile $(guest)/fugu.mk
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(defines) -c -o $@ $<

$(addprefix $(bundle)/,$(files)): $(bundle)/%: %
	@mkdir -p $(@D)
	cp $< $@

# What the bytes of a bundle depend on beside its sources.
.PHONY: compiler
compiler:
	@$(CC) --version | head -n 1
	@sed -n 's/^#define __PICOLIBC_VERSION__ "\(.*\)"/picolibc \1/p' $(PICOLIBC)/include/picolibc.h

# ---- the library OS

ifeq ($(libos),exos)
exos_sources := $(wildcard $(guest)/libos/exos/*.c $(guest)/libos/exos/*.S) $(guest)/crt/main.c
exos_objects := $(patsubst %,$(exos)/%.o,$(notdir $(exos_sources)))

# Page faults are handled without saving floating-point registers, so that code must not touch them.
no_floats := exception.c.o page_table_two_level.c.o region.c.o

.PHONY: exos
exos: $(runtime)

$(exos)/libexos.a: $(exos_objects)
	@if $(CROSS)objdump -d --no-show-raw-insn $(addprefix $(exos)/,$(no_floats)) | grep -P '\tf(?!ence)'; then \
		echo "the exception entry does not save floating-point registers" >&2; exit 1; \
	fi
	rm -f $@
	$(AR) rcsD $@ $(exos_objects)

define compile_exos
@mkdir -p $(@D)
$(CC) $(CFLAGS) -I$(guest)/libos/exos -c -o $@ $<
endef

$(exos)/%.o: $(guest)/libos/exos/% $(headers) $(guest)/fugu.mk
	$(compile_exos)

$(exos)/%.o: $(guest)/crt/% $(headers) $(guest)/fugu.mk
	$(compile_exos)
endif
