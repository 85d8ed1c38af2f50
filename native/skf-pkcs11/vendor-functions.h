/** The functions that are looked up in a vendor's library, and the shapes of the drafts before GM/T 0016. */
#ifndef QIANYIN_VENDOR_FUNCTIONS_H
#define QIANYIN_VENDOR_FUNCTIONS_H

#include <stdint.h>

#include "skf.h"

#pragma pack(push, 1)

typedef struct {
  CHAR Manufacturer[64];
  CHAR Label[64];
  CHAR SerialNumber[32];
  VERSION HWVersion;
  VERSION FirmwareVersion;
  VERSION AppVersion;
  ULONG Type;
  BYTE MinPINLen;
  BYTE MaxPINLen;
  ULONG AlgID;
  ULONG Reserved;
} LEGACY_DEVINFO;

typedef struct {
  ULONG AlgID;
  ULONG BitLen;
  BYTE XCoordinate[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
  BYTE YCoordinate[ECC_MAX_YCOORDINATE_BITS_LEN / 8];
} LEGACY_ECCPUBLICKEYBLOB;

#pragma pack(pop)

/** The key of a container that the legacy certificate functions mean; the numbers are CryptoAPI's. */
#define LEGACY_KEY_ENCRYPTION 1u
#define LEGACY_KEY_SIGNATURE 2u

typedef ULONG DEVAPI SKF_ReadCertFunction(HCONTAINER hContainer, ULONG ulKeySpec, ULONG *pulLen, BYTE *pCert);
typedef ULONG DEVAPI SKF_WriteCertFunction(HCONTAINER hContainer, ULONG ulKeySpec, ULONG ulLen, BYTE *pCert);
typedef ULONG DEVAPI SKF_CreateCertFunction(HCONTAINER hContainer, ULONG ulKeySpec, ULONG ulCertLen);
typedef ULONG DEVAPI LegacyECCSignDataFunction(HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen, BYTE *pbSignature,
                                               ULONG *pulSignLen);
typedef ULONG DEVAPI LegacyECCVerifyFunction(DEVHANDLE hDev, LEGACY_ECCPUBLICKEYBLOB *pKey, BYTE *pbData,
                                             ULONG ulDataLen, BYTE *pbSignature, ULONG ulSignLen);

#define VENDOR_FUNCTIONS(X)    \
  X(SKF_WaitForDevEvent)       \
  X(SKF_CancelWaitForDevEvent) \
  X(SKF_EnumDev)               \
  X(SKF_ConnectDev)            \
  X(SKF_DisConnectDev)         \
  X(SKF_GetDevState)           \
  X(SKF_GetDevInfo)            \
  X(SKF_ChangePIN)             \
  X(SKF_GetPINInfo)            \
  X(SKF_VerifyPIN)             \
  X(SKF_UnblockPIN)            \
  X(SKF_ClearSecureState)      \
  X(SKF_EnumApplication)       \
  X(SKF_OpenApplication)       \
  X(SKF_CloseApplication)      \
  X(SKF_CreateFile)            \
  X(SKF_DeleteFile)            \
  X(SKF_EnumFiles)             \
  X(SKF_GetFileInfo)           \
  X(SKF_ReadFile)              \
  X(SKF_WriteFile)             \
  X(SKF_CreateContainer)       \
  X(SKF_DeleteContainer)       \
  X(SKF_OpenContainer)         \
  X(SKF_CloseContainer)        \
  X(SKF_EnumContainer)         \
  X(SKF_ImportCertificate)     \
  X(SKF_ExportCertificate)     \
  X(SKF_ReadCert)              \
  X(SKF_WriteCert)             \
  X(SKF_CreateCert)            \
  X(SKF_GenRandom)             \
  X(SKF_GenRSAKeyPair)         \
  X(SKF_RSASignData)           \
  X(SKF_RSAVerify)             \
  X(SKF_GenECCKeyPair)         \
  X(SKF_ECCSignData)           \
  X(SKF_ECCVerify)             \
  X(SKF_ExtECCVerify)          \
  X(SKF_ExportPublicKey)

#define VENDOR_FUNCTION_MEMBER(name) name##Function *name;

/** A member is NULL when the library has no such function. */
struct vendor_functions {
  VENDOR_FUNCTIONS(VENDOR_FUNCTION_MEMBER)
};

/** Room for an answer in a ULONG or BOOL: in some vendors' headers for Linux these are 64 bits wide. */
union wide_ulong {
  ULONG value;
  BOOL truth;
  uint64_t room;
};

/** Room for an answer in a structure: a library of another generation may write a longer one. */
#define STRUCTURE_ROOM 4096

#endif
