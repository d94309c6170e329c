package org.fugu.machine.isa;

/// The ordinals of [Operation] as compile-time constants, so that an engine's dispatch is one table
/// jump with no detour over an enum's switch map. A test holds the two lists together.
///
/// All from [#FMADD_S] on compute in floating point and touch no memory.
public final class Opcode {
    // Not instructions of the manual
    public static final int ILLEGAL = 0;
    public static final int STRADDLE = 1;

    // RV64I
    public static final int LUI = 2;
    public static final int AUIPC = 3;
    public static final int JAL = 4;
    public static final int JALR = 5;
    public static final int BEQ = 6;
    public static final int BNE = 7;
    public static final int BLT = 8;
    public static final int BGE = 9;
    public static final int BLTU = 10;
    public static final int BGEU = 11;
    public static final int LB = 12;
    public static final int LH = 13;
    public static final int LW = 14;
    public static final int LD = 15;
    public static final int LBU = 16;
    public static final int LHU = 17;
    public static final int LWU = 18;
    public static final int SB = 19;
    public static final int SH = 20;
    public static final int SW = 21;
    public static final int SD = 22;
    public static final int ADDI = 23;
    public static final int SLTI = 24;
    public static final int SLTIU = 25;
    public static final int XORI = 26;
    public static final int ORI = 27;
    public static final int ANDI = 28;
    public static final int SLLI = 29;
    public static final int SRLI = 30;
    public static final int SRAI = 31;
    public static final int ADD = 32;
    public static final int SUB = 33;
    public static final int SLL = 34;
    public static final int SLT = 35;
    public static final int SLTU = 36;
    public static final int XOR = 37;
    public static final int SRL = 38;
    public static final int SRA = 39;
    public static final int OR = 40;
    public static final int AND = 41;
    public static final int ADDIW = 42;
    public static final int SLLIW = 43;
    public static final int SRLIW = 44;
    public static final int SRAIW = 45;
    public static final int ADDW = 46;
    public static final int SUBW = 47;
    public static final int SLLW = 48;
    public static final int SRLW = 49;
    public static final int SRAW = 50;
    public static final int FENCE = 51;
    public static final int FENCE_I = 52;
    public static final int ECALL = 53;
    public static final int EBREAK = 54;

    // Hints that do something
    public static final int PAUSE = 55;
    public static final int PREFETCH = 56;

    // M
    public static final int MUL = 57;
    public static final int MULH = 58;
    public static final int MULHSU = 59;
    public static final int MULHU = 60;
    public static final int DIV = 61;
    public static final int DIVU = 62;
    public static final int REM = 63;
    public static final int REMU = 64;
    public static final int MULW = 65;
    public static final int DIVW = 66;
    public static final int DIVUW = 67;
    public static final int REMW = 68;
    public static final int REMUW = 69;

    // Loads and stores of F and D
    public static final int FLW = 70;
    public static final int FLD = 71;
    public static final int FSW = 72;
    public static final int FSD = 73;

    // A
    public static final int LR_W = 74;
    public static final int SC_W = 75;
    public static final int AMOSWAP_W = 76;
    public static final int AMOADD_W = 77;
    public static final int AMOXOR_W = 78;
    public static final int AMOAND_W = 79;
    public static final int AMOOR_W = 80;
    public static final int AMOMIN_W = 81;
    public static final int AMOMAX_W = 82;
    public static final int AMOMINU_W = 83;
    public static final int AMOMAXU_W = 84;
    public static final int LR_D = 85;
    public static final int SC_D = 86;
    public static final int AMOSWAP_D = 87;
    public static final int AMOADD_D = 88;
    public static final int AMOXOR_D = 89;
    public static final int AMOAND_D = 90;
    public static final int AMOOR_D = 91;
    public static final int AMOMIN_D = 92;
    public static final int AMOMAX_D = 93;
    public static final int AMOMINU_D = 94;
    public static final int AMOMAXU_D = 95;

    // Zicsr
    public static final int CSRRW = 96;
    public static final int CSRRS = 97;
    public static final int CSRRC = 98;
    public static final int CSRRWI = 99;
    public static final int CSRRSI = 100;
    public static final int CSRRCI = 101;

    // F
    public static final int FMADD_S = 102;
    public static final int FMSUB_S = 103;
    public static final int FNMSUB_S = 104;
    public static final int FNMADD_S = 105;
    public static final int FADD_S = 106;
    public static final int FSUB_S = 107;
    public static final int FMUL_S = 108;
    public static final int FDIV_S = 109;
    public static final int FSQRT_S = 110;
    public static final int FSGNJ_S = 111;
    public static final int FSGNJN_S = 112;
    public static final int FSGNJX_S = 113;
    public static final int FMIN_S = 114;
    public static final int FMAX_S = 115;
    public static final int FEQ_S = 116;
    public static final int FLT_S = 117;
    public static final int FLE_S = 118;
    public static final int FCVT_W_S = 119;
    public static final int FCVT_WU_S = 120;
    public static final int FCVT_L_S = 121;
    public static final int FCVT_LU_S = 122;
    public static final int FCVT_S_W = 123;
    public static final int FCVT_S_WU = 124;
    public static final int FCVT_S_L = 125;
    public static final int FCVT_S_LU = 126;
    public static final int FMV_X_W = 127;
    public static final int FCLASS_S = 128;
    public static final int FMV_W_X = 129;

    // D
    public static final int FMADD_D = 130;
    public static final int FMSUB_D = 131;
    public static final int FNMSUB_D = 132;
    public static final int FNMADD_D = 133;
    public static final int FADD_D = 134;
    public static final int FSUB_D = 135;
    public static final int FMUL_D = 136;
    public static final int FDIV_D = 137;
    public static final int FSQRT_D = 138;
    public static final int FSGNJ_D = 139;
    public static final int FSGNJN_D = 140;
    public static final int FSGNJX_D = 141;
    public static final int FMIN_D = 142;
    public static final int FMAX_D = 143;
    public static final int FEQ_D = 144;
    public static final int FLT_D = 145;
    public static final int FLE_D = 146;
    public static final int FCVT_W_D = 147;
    public static final int FCVT_WU_D = 148;
    public static final int FCVT_L_D = 149;
    public static final int FCVT_LU_D = 150;
    public static final int FCVT_D_W = 151;
    public static final int FCVT_D_WU = 152;
    public static final int FCVT_D_L = 153;
    public static final int FCVT_D_LU = 154;
    public static final int FCVT_S_D = 155;
    public static final int FCVT_D_S = 156;
    public static final int FMV_X_D = 157;
    public static final int FCLASS_D = 158;
    public static final int FMV_D_X = 159;

    private Opcode() {}
}
