package org.fugu.machine.isa;

/// Every instruction that a program may use, with the bits that tell it from the others. The order
/// is that of [Opcode].
public enum Operation {
    // Not instructions of the manual
    ILLEGAL("illegal", Format.NONE, 0x00000000),
    STRADDLE("straddle", Format.NONE, 0x00000000),

    // RV64I
    LUI("lui", Format.U, 0x00000037),
    AUIPC("auipc", Format.U, 0x00000017),
    JAL("jal", Format.J, 0x0000006f),
    JALR("jalr", Format.I, 0x00000067),
    BEQ("beq", Format.B, 0x00000063),
    BNE("bne", Format.B, 0x00001063),
    BLT("blt", Format.B, 0x00004063),
    BGE("bge", Format.B, 0x00005063),
    BLTU("bltu", Format.B, 0x00006063),
    BGEU("bgeu", Format.B, 0x00007063),
    LB("lb", Format.LOAD, 0x00000003),
    LH("lh", Format.LOAD, 0x00001003),
    LW("lw", Format.LOAD, 0x00002003),
    LD("ld", Format.LOAD, 0x00003003),
    LBU("lbu", Format.LOAD, 0x00004003),
    LHU("lhu", Format.LOAD, 0x00005003),
    LWU("lwu", Format.LOAD, 0x00006003),
    SB("sb", Format.STORE, 0x00000023),
    SH("sh", Format.STORE, 0x00001023),
    SW("sw", Format.STORE, 0x00002023),
    SD("sd", Format.STORE, 0x00003023),
    ADDI("addi", Format.I, 0x00000013),
    SLTI("slti", Format.I, 0x00002013),
    SLTIU("sltiu", Format.I, 0x00003013),
    XORI("xori", Format.I, 0x00004013),
    ORI("ori", Format.I, 0x00006013),
    ANDI("andi", Format.I, 0x00007013),
    SLLI("slli", Format.SHIFT, 0x00001013),
    SRLI("srli", Format.SHIFT, 0x00005013),
    SRAI("srai", Format.SHIFT, 0x40005013),
    ADD("add", Format.R, 0x00000033),
    SUB("sub", Format.R, 0x40000033),
    SLL("sll", Format.R, 0x00001033),
    SLT("slt", Format.R, 0x00002033),
    SLTU("sltu", Format.R, 0x00003033),
    XOR("xor", Format.R, 0x00004033),
    SRL("srl", Format.R, 0x00005033),
    SRA("sra", Format.R, 0x40005033),
    OR("or", Format.R, 0x00006033),
    AND("and", Format.R, 0x00007033),
    ADDIW("addiw", Format.I, 0x0000001b),
    SLLIW("slliw", Format.SHIFT_WORD, 0x0000101b),
    SRLIW("srliw", Format.SHIFT_WORD, 0x0000501b),
    SRAIW("sraiw", Format.SHIFT_WORD, 0x4000501b),
    ADDW("addw", Format.R, 0x0000003b),
    SUBW("subw", Format.R, 0x4000003b),
    SLLW("sllw", Format.R, 0x0000103b),
    SRLW("srlw", Format.R, 0x0000503b),
    SRAW("sraw", Format.R, 0x4000503b),
    FENCE("fence", Format.FENCE, 0x0000000f),
    FENCE_I("fence.i", Format.FENCE, 0x0000100f),
    ECALL("ecall", Format.EXACT, 0x00000073),
    EBREAK("ebreak", Format.EXACT, 0x00100073),

    // Hints that do something: forms of fence and ori that change no register (Zihintpause, Zicbop)
    PAUSE("pause", Format.NONE, 0x00000000),
    PREFETCH("prefetch", Format.NONE, 0x00000000),

    // M
    MUL("mul", Format.R, 0x02000033, Unit.MULTIPLY),
    MULH("mulh", Format.R, 0x02001033, Unit.MULTIPLY),
    MULHSU("mulhsu", Format.R, 0x02002033, Unit.MULTIPLY),
    MULHU("mulhu", Format.R, 0x02003033, Unit.MULTIPLY),
    DIV("div", Format.R, 0x02004033, Unit.DIVIDE),
    DIVU("divu", Format.R, 0x02005033, Unit.DIVIDE),
    REM("rem", Format.R, 0x02006033, Unit.DIVIDE),
    REMU("remu", Format.R, 0x02007033, Unit.DIVIDE),
    MULW("mulw", Format.R, 0x0200003b, Unit.MULTIPLY),
    DIVW("divw", Format.R, 0x0200403b, Unit.DIVIDE),
    DIVUW("divuw", Format.R, 0x0200503b, Unit.DIVIDE),
    REMW("remw", Format.R, 0x0200603b, Unit.DIVIDE),
    REMUW("remuw", Format.R, 0x0200703b, Unit.DIVIDE),

    // Loads and stores of F and D
    FLW("flw", Format.LOAD_FLOAT, 0x00002007),
    FLD("fld", Format.LOAD_FLOAT, 0x00003007),
    FSW("fsw", Format.STORE_FLOAT, 0x00002027),
    FSD("fsd", Format.STORE_FLOAT, 0x00003027),

    // A
    LR_W("lr.w", Format.LOAD_RESERVED, 0x1000202f),
    SC_W("sc.w", Format.ATOMIC, 0x1800202f),
    AMOSWAP_W("amoswap.w", Format.ATOMIC, 0x0800202f),
    AMOADD_W("amoadd.w", Format.ATOMIC, 0x0000202f),
    AMOXOR_W("amoxor.w", Format.ATOMIC, 0x2000202f),
    AMOAND_W("amoand.w", Format.ATOMIC, 0x6000202f),
    AMOOR_W("amoor.w", Format.ATOMIC, 0x4000202f),
    AMOMIN_W("amomin.w", Format.ATOMIC, 0x8000202f),
    AMOMAX_W("amomax.w", Format.ATOMIC, 0xa000202f),
    AMOMINU_W("amominu.w", Format.ATOMIC, 0xc000202f),
    AMOMAXU_W("amomaxu.w", Format.ATOMIC, 0xe000202f),
    LR_D("lr.d", Format.LOAD_RESERVED, 0x1000302f),
    SC_D("sc.d", Format.ATOMIC, 0x1800302f),
    AMOSWAP_D("amoswap.d", Format.ATOMIC, 0x0800302f),
    AMOADD_D("amoadd.d", Format.ATOMIC, 0x0000302f),
    AMOXOR_D("amoxor.d", Format.ATOMIC, 0x2000302f),
    AMOAND_D("amoand.d", Format.ATOMIC, 0x6000302f),
    AMOOR_D("amoor.d", Format.ATOMIC, 0x4000302f),
    AMOMIN_D("amomin.d", Format.ATOMIC, 0x8000302f),
    AMOMAX_D("amomax.d", Format.ATOMIC, 0xa000302f),
    AMOMINU_D("amominu.d", Format.ATOMIC, 0xc000302f),
    AMOMAXU_D("amomaxu.d", Format.ATOMIC, 0xe000302f),

    // Zicsr
    CSRRW("csrrw", Format.CSR, 0x00001073),
    CSRRS("csrrs", Format.CSR, 0x00002073),
    CSRRC("csrrc", Format.CSR, 0x00003073),
    CSRRWI("csrrwi", Format.CSR_IMMEDIATE, 0x00005073),
    CSRRSI("csrrsi", Format.CSR_IMMEDIATE, 0x00006073),
    CSRRCI("csrrci", Format.CSR_IMMEDIATE, 0x00007073),

    // F
    FMADD_S("fmadd.s", Format.FUSED, 0x00000043, Unit.FLOAT_MULTIPLY),
    FMSUB_S("fmsub.s", Format.FUSED, 0x00000047, Unit.FLOAT_MULTIPLY),
    FNMSUB_S("fnmsub.s", Format.FUSED, 0x0000004b, Unit.FLOAT_MULTIPLY),
    FNMADD_S("fnmadd.s", Format.FUSED, 0x0000004f, Unit.FLOAT_MULTIPLY),
    FADD_S("fadd.s", Format.FLOAT, 0x00000053, Unit.FLOAT_ADD),
    FSUB_S("fsub.s", Format.FLOAT, 0x08000053, Unit.FLOAT_ADD),
    FMUL_S("fmul.s", Format.FLOAT, 0x10000053, Unit.FLOAT_MULTIPLY),
    FDIV_S("fdiv.s", Format.FLOAT, 0x18000053, Unit.FLOAT_DIVIDE),
    FSQRT_S("fsqrt.s", Format.FLOAT_UNARY, 0x58000053, Unit.FLOAT_SQUARE_ROOT),
    FSGNJ_S("fsgnj.s", Format.FLOAT_EXACT, 0x20000053, Unit.FLOAT_OTHER),
    FSGNJN_S("fsgnjn.s", Format.FLOAT_EXACT, 0x20001053, Unit.FLOAT_OTHER),
    FSGNJX_S("fsgnjx.s", Format.FLOAT_EXACT, 0x20002053, Unit.FLOAT_OTHER),
    FMIN_S("fmin.s", Format.FLOAT_EXACT, 0x28000053, Unit.FLOAT_OTHER),
    FMAX_S("fmax.s", Format.FLOAT_EXACT, 0x28001053, Unit.FLOAT_OTHER),
    FEQ_S("feq.s", Format.FLOAT_COMPARE, 0xa0002053, Unit.FLOAT_OTHER),
    FLT_S("flt.s", Format.FLOAT_COMPARE, 0xa0001053, Unit.FLOAT_OTHER),
    FLE_S("fle.s", Format.FLOAT_COMPARE, 0xa0000053, Unit.FLOAT_OTHER),
    FCVT_W_S("fcvt.w.s", Format.FLOAT_TO_INTEGER, 0xc0000053, Unit.FLOAT_OTHER),
    FCVT_WU_S("fcvt.wu.s", Format.FLOAT_TO_INTEGER, 0xc0100053, Unit.FLOAT_OTHER),
    FCVT_L_S("fcvt.l.s", Format.FLOAT_TO_INTEGER, 0xc0200053, Unit.FLOAT_OTHER),
    FCVT_LU_S("fcvt.lu.s", Format.FLOAT_TO_INTEGER, 0xc0300053, Unit.FLOAT_OTHER),
    FCVT_S_W("fcvt.s.w", Format.INTEGER_TO_FLOAT, 0xd0000053, Unit.FLOAT_OTHER),
    FCVT_S_WU("fcvt.s.wu", Format.INTEGER_TO_FLOAT, 0xd0100053, Unit.FLOAT_OTHER),
    FCVT_S_L("fcvt.s.l", Format.INTEGER_TO_FLOAT, 0xd0200053, Unit.FLOAT_OTHER),
    FCVT_S_LU("fcvt.s.lu", Format.INTEGER_TO_FLOAT, 0xd0300053, Unit.FLOAT_OTHER),
    FMV_X_W("fmv.x.w", Format.FLOAT_BITS, 0xe0000053, Unit.FLOAT_OTHER),
    FCLASS_S("fclass.s", Format.FLOAT_BITS, 0xe0001053, Unit.FLOAT_OTHER),
    FMV_W_X("fmv.w.x", Format.BITS_TO_FLOAT, 0xf0000053, Unit.FLOAT_OTHER),

    // D
    FMADD_D("fmadd.d", Format.FUSED, 0x02000043, Unit.FLOAT_MULTIPLY),
    FMSUB_D("fmsub.d", Format.FUSED, 0x02000047, Unit.FLOAT_MULTIPLY),
    FNMSUB_D("fnmsub.d", Format.FUSED, 0x0200004b, Unit.FLOAT_MULTIPLY),
    FNMADD_D("fnmadd.d", Format.FUSED, 0x0200004f, Unit.FLOAT_MULTIPLY),
    FADD_D("fadd.d", Format.FLOAT, 0x02000053, Unit.FLOAT_ADD),
    FSUB_D("fsub.d", Format.FLOAT, 0x0a000053, Unit.FLOAT_ADD),
    FMUL_D("fmul.d", Format.FLOAT, 0x12000053, Unit.FLOAT_MULTIPLY),
    FDIV_D("fdiv.d", Format.FLOAT, 0x1a000053, Unit.FLOAT_DIVIDE),
    FSQRT_D("fsqrt.d", Format.FLOAT_UNARY, 0x5a000053, Unit.FLOAT_SQUARE_ROOT),
    FSGNJ_D("fsgnj.d", Format.FLOAT_EXACT, 0x22000053, Unit.FLOAT_OTHER),
    FSGNJN_D("fsgnjn.d", Format.FLOAT_EXACT, 0x22001053, Unit.FLOAT_OTHER),
    FSGNJX_D("fsgnjx.d", Format.FLOAT_EXACT, 0x22002053, Unit.FLOAT_OTHER),
    FMIN_D("fmin.d", Format.FLOAT_EXACT, 0x2a000053, Unit.FLOAT_OTHER),
    FMAX_D("fmax.d", Format.FLOAT_EXACT, 0x2a001053, Unit.FLOAT_OTHER),
    FEQ_D("feq.d", Format.FLOAT_COMPARE, 0xa2002053, Unit.FLOAT_OTHER),
    FLT_D("flt.d", Format.FLOAT_COMPARE, 0xa2001053, Unit.FLOAT_OTHER),
    FLE_D("fle.d", Format.FLOAT_COMPARE, 0xa2000053, Unit.FLOAT_OTHER),
    FCVT_W_D("fcvt.w.d", Format.FLOAT_TO_INTEGER, 0xc2000053, Unit.FLOAT_OTHER),
    FCVT_WU_D("fcvt.wu.d", Format.FLOAT_TO_INTEGER, 0xc2100053, Unit.FLOAT_OTHER),
    FCVT_L_D("fcvt.l.d", Format.FLOAT_TO_INTEGER, 0xc2200053, Unit.FLOAT_OTHER),
    FCVT_LU_D("fcvt.lu.d", Format.FLOAT_TO_INTEGER, 0xc2300053, Unit.FLOAT_OTHER),
    FCVT_D_W("fcvt.d.w", Format.INTEGER_TO_FLOAT, 0xd2000053, Unit.FLOAT_OTHER),
    FCVT_D_WU("fcvt.d.wu", Format.INTEGER_TO_FLOAT, 0xd2100053, Unit.FLOAT_OTHER),
    FCVT_D_L("fcvt.d.l", Format.INTEGER_TO_FLOAT, 0xd2200053, Unit.FLOAT_OTHER),
    FCVT_D_LU("fcvt.d.lu", Format.INTEGER_TO_FLOAT, 0xd2300053, Unit.FLOAT_OTHER),
    FCVT_S_D("fcvt.s.d", Format.FLOAT_UNARY, 0x40100053, Unit.FLOAT_OTHER),
    FCVT_D_S("fcvt.d.s", Format.FLOAT_UNARY, 0x42000053, Unit.FLOAT_OTHER),
    FMV_X_D("fmv.x.d", Format.FLOAT_BITS, 0xe2000053, Unit.FLOAT_OTHER),
    FCLASS_D("fclass.d", Format.FLOAT_BITS, 0xe2001053, Unit.FLOAT_OTHER),
    FMV_D_X("fmv.d.x", Format.BITS_TO_FLOAT, 0xf2000053, Unit.FLOAT_OTHER);

    private final String mnemonic;
    private final Format format;
    private final int match;
    private final Unit unit;

    Operation(String mnemonic, Format format, int match) {
        this(mnemonic, format, match, Unit.INTEGER);
    }

    Operation(String mnemonic, Format format, int match, Unit unit) {
        this.mnemonic = mnemonic;
        this.format = format;
        this.match = match;
        this.unit = unit;
    }

    /// As an assembler spells it.
    public String mnemonic() {
        return mnemonic;
    }

    public Format format() {
        return format;
    }

    /// The instruction word with all operand fields zero.
    public int match() {
        return match;
    }

    /// Which part of the processor does the work, and so how long it takes.
    public Unit unit() {
        return unit;
    }

    boolean encodes(int word) {
        return (word & format.mask()) == match;
    }
}
