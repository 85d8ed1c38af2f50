/**
 * SKF, the application interface of cryptographic smart tokens (GM/T 0016), as far as this product calls and serves it.
 *
 * Types are 32 bits wide on every platform, structures have no padding, strings are bytes ended by NUL. A list of names
 * is its names each ended by NUL and one more NUL at its end. A function that fills a buffer answers the size it needs
 * when the buffer is NULL, and SAR_BUFFER_TOO_SMALL with that size when the buffer is too short.
 *
 * Every function `SKF_Name` comes with its type `SKF_NameFunction`, for those who look it up in a vendor's library.
 */
#ifndef QIANYIN_SKF_H
#define QIANYIN_SKF_H

#ifdef _WIN32
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>
#define DEVAPI __stdcall
#else
#include <stdint.h>
typedef uint8_t BYTE;
typedef char CHAR;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int32_t BOOL;
typedef char *LPSTR;
typedef void *HANDLE;
#define DEVAPI
#endif

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

// SKF_API marks what the library that defines SKF_EXPORTS gives to others.
#if defined(_WIN32) && defined(SKF_EXPORTS)
#define SKF_API __declspec(dllexport)
#elif defined(SKF_EXPORTS)
#define SKF_API __attribute__((visibility("default")))
#else
#define SKF_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef HANDLE DEVHANDLE;
typedef HANDLE HAPPLICATION;
typedef HANDLE HCONTAINER;

#define MAX_RSA_MODULUS_LEN 256
#define MAX_RSA_EXPONENT_LEN 4
#define ECC_MAX_XCOORDINATE_BITS_LEN 512
#define ECC_MAX_YCOORDINATE_BITS_LEN 512
#define ECC_MAX_MODULUS_BITS_LEN 512
#define MAX_IV_LEN 32
#define MAX_FILE_NAME_SIZE 32

// Structures

#pragma pack(push, 1)

typedef struct Struct_Version {
  BYTE major;
  BYTE minor;
} VERSION;

/** Text fields are filled with NUL; a field that is full has none. */
typedef struct Struct_DEVINFO {
  VERSION Version;
  CHAR Manufacturer[64];
  CHAR Issuer[64];
  CHAR Label[32];
  CHAR SerialNumber[32];
  VERSION HWVersion;
  VERSION FirmwareVersion;
  ULONG AlgSymCap;
  ULONG AlgAsymCap;
  ULONG AlgHashCap;
  ULONG DevAuthAlgId;
  ULONG TotalSpace;
  ULONG FreeSpace;
  ULONG MaxECCBufferSize;
  ULONG MaxBufferSize;
  BYTE Reserved[64];
} DEVINFO;

/** Big-endian; a modulus shorter than the field stands at its right end. */
typedef struct Struct_RSAPUBLICKEYBLOB {
  ULONG AlgID;
  ULONG BitLen;
  BYTE Modulus[MAX_RSA_MODULUS_LEN];
  BYTE PublicExponent[MAX_RSA_EXPONENT_LEN];
} RSAPUBLICKEYBLOB;

/**
 * Big-endian; 256-bit values stand in the last 32 bytes, the first 32 are zero. The same holds for signatures and
 * ciphers.
 */
typedef struct Struct_ECCPUBLICKEYBLOB {
  ULONG BitLen;
  BYTE XCoordinate[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
  BYTE YCoordinate[ECC_MAX_YCOORDINATE_BITS_LEN / 8];
} ECCPUBLICKEYBLOB;

typedef struct Struct_ECCSIGNATUREBLOB {
  BYTE r[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
  BYTE s[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
} ECCSIGNATUREBLOB;

/**
 * An SM2 ciphertext: C1 (the point), C3 (HASH) and C2 (Cipher, CipherLen bytes that run on past the structure's end).
 */
typedef struct Struct_ECCCIPHERBLOB {
  BYTE XCoordinate[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
  BYTE YCoordinate[ECC_MAX_XCOORDINATE_BITS_LEN / 8];
  BYTE HASH[32];
  ULONG CipherLen;
  BYTE Cipher[1];
} ECCCIPHERBLOB;

/**
 * A key pair on its way from the CA: the private key under a symmetric key, that key under the container's signing key.
 */
typedef struct SKF_ENVELOPEDKEYBLOB {
  ULONG Version;
  ULONG ulSymmAlgID;
  ULONG ulBits;
  BYTE cbEncryptedPriKey[64];
  ECCPUBLICKEYBLOB PubKey;
  ECCCIPHERBLOB ECCCipherBlob;
} ENVELOPEDKEYBLOB;

typedef struct Struct_BLOCKCIPHERPARAM {
  BYTE IV[MAX_IV_LEN];
  ULONG IVLen;
  ULONG PaddingType;
  ULONG FeedBitLen;
} BLOCKCIPHERPARAM;

typedef struct Struct_FILEATTRIBUTE {
  CHAR FileName[MAX_FILE_NAME_SIZE];
  ULONG FileSize;
  ULONG ReadRights;
  ULONG WriteRights;
} FILEATTRIBUTE;

#pragma pack(pop)

// Algorithms (GM/T 0006 as GM/T 0016 uses it)

#define SGD_SM1_ECB 0x00000101u
#define SGD_SM1_CBC 0x00000102u
#define SGD_SM1_CFB 0x00000104u
#define SGD_SM1_OFB 0x00000108u
#define SGD_SM1_MAC 0x00000110u
#define SGD_SSF33_ECB 0x00000201u
#define SGD_SSF33_CBC 0x00000202u
#define SGD_SSF33_CFB 0x00000204u
#define SGD_SSF33_OFB 0x00000208u
#define SGD_SSF33_MAC 0x00000210u
#define SGD_SM4_ECB 0x00000401u
#define SGD_SM4_CBC 0x00000402u
#define SGD_SM4_CFB 0x00000404u
#define SGD_SM4_OFB 0x00000408u
#define SGD_SM4_MAC 0x00000410u

#define SGD_RSA 0x00010000u
#define SGD_SM2_1 0x00020100u // signature
#define SGD_SM2_2 0x00020200u // key agreement
#define SGD_SM2_3 0x00020400u // encryption

#define SGD_SM3 0x00000001u
#define SGD_SHA1 0x00000002u
#define SGD_SHA256 0x00000004u

// Kinds, states, rights

#define ADMIN_TYPE 0u
#define USER_TYPE 1u

#define SECURE_NEVER_ACCOUNT 0x00000000u
#define SECURE_ADM_ACCOUNT 0x00000001u
#define SECURE_USER_ACCOUNT 0x00000010u
#define SECURE_ANYONE_ACCOUNT 0x000000FFu

#define DEV_ABSENT_STATE 0x00000000u
#define DEV_PRESENT_STATE 0x00000001u
#define DEV_UNKNOW_STATE 0x00000002u

#define DEV_EVENT_INSERTED 1u
#define DEV_EVENT_REMOVED 2u

#define CONTAINER_TYPE_UNKNOWN 0u
#define CONTAINER_TYPE_RSA 1u
#define CONTAINER_TYPE_ECC 2u

// Answers

#define SAR_OK 0x00000000u
#define SAR_FAIL 0x0A000001u
#define SAR_UNKNOWNERR 0x0A000002u
#define SAR_NOTSUPPORTYETERR 0x0A000003u
#define SAR_FILEERR 0x0A000004u
#define SAR_INVALIDHANDLEERR 0x0A000005u
#define SAR_INVALIDPARAMERR 0x0A000006u
#define SAR_READFILEERR 0x0A000007u
#define SAR_WRITEFILEERR 0x0A000008u
#define SAR_NAMELENERR 0x0A000009u
#define SAR_KEYUSAGEERR 0x0A00000Au
#define SAR_MODULUSLENERR 0x0A00000Bu
#define SAR_NOTINITIALIZEERR 0x0A00000Cu
#define SAR_OBJERR 0x0A00000Du
#define SAR_MEMORYERR 0x0A00000Eu
#define SAR_TIMEOUTERR 0x0A00000Fu
#define SAR_INDATALENERR 0x0A000010u
#define SAR_INDATAERR 0x0A000011u
#define SAR_GENRANDERR 0x0A000012u
#define SAR_HASHOBJERR 0x0A000013u
#define SAR_HASHERR 0x0A000014u
#define SAR_GENRSAKEYERR 0x0A000015u
#define SAR_RSAMODULUSLENERR 0x0A000016u
#define SAR_CSPIMPRTPUBKEYERR 0x0A000017u
#define SAR_RSAENCERR 0x0A000018u
#define SAR_RSADECERR 0x0A000019u
#define SAR_HASHNOTEQUALERR 0x0A00001Au
#define SAR_KEYNOTFOUNTERR 0x0A00001Bu
#define SAR_CERTNOTFOUNTERR 0x0A00001Cu
#define SAR_NOTEXPORTERR 0x0A00001Du
#define SAR_DECRYPTPADERR 0x0A00001Eu
#define SAR_MACLENERR 0x0A00001Fu
#define SAR_BUFFER_TOO_SMALL 0x0A000020u
#define SAR_KEYINFOTYPEERR 0x0A000021u
#define SAR_NOT_EVENTERR 0x0A000022u
#define SAR_DEVICE_REMOVED 0x0A000023u
#define SAR_PIN_INCORRECT 0x0A000024u
#define SAR_PIN_LOCKED 0x0A000025u
#define SAR_PIN_INVALID 0x0A000026u
#define SAR_PIN_LEN_RANGE 0x0A000027u
#define SAR_USER_ALREADY_LOGGED_IN 0x0A000028u
#define SAR_USER_PIN_NOT_INITIALIZED 0x0A000029u
#define SAR_USER_TYPE_INVALID 0x0A00002Au
#define SAR_APPLICATION_NAME_INVALID 0x0A00002Bu
#define SAR_APPLICATION_EXISTS 0x0A00002Cu
#define SAR_USER_NOT_LOGGED_IN 0x0A00002Du
#define SAR_APPLICATION_NOT_EXISTS 0x0A00002Eu
#define SAR_FILE_ALREADY_EXIST 0x0A00002Fu
#define SAR_NO_ROOM 0x0A000030u
#define SAR_FILE_NOT_EXIST 0x0A000031u
#define SAR_REACH_MAX_CONTAINER_COUNT 0x0A000032u

// Functions

#define SKF_FUNCTION(name, parameters)            \
  typedef ULONG DEVAPI name##Function parameters; \
  SKF_API name##Function name

// Devices (clause 7.1). SKF_WaitForDevEvent blocks until SKF_CancelWaitForDevEvent or one of DEV_EVENT_*.
SKF_FUNCTION(SKF_WaitForDevEvent, (LPSTR szDevName, ULONG *pulDevNameLen, ULONG *pulEvent));
SKF_FUNCTION(SKF_CancelWaitForDevEvent, (void));
SKF_FUNCTION(SKF_EnumDev, (BOOL bPresent, LPSTR szNameList, ULONG *pulSize));
SKF_FUNCTION(SKF_ConnectDev, (LPSTR szName, DEVHANDLE *phDev));
SKF_FUNCTION(SKF_DisConnectDev, (DEVHANDLE hDev));
SKF_FUNCTION(SKF_GetDevState, (LPSTR szDevName, ULONG *pulDevState));
SKF_FUNCTION(SKF_SetLabel, (DEVHANDLE hDev, LPSTR szLabel));
SKF_FUNCTION(SKF_GetDevInfo, (DEVHANDLE hDev, DEVINFO *pDevInfo));
SKF_FUNCTION(SKF_LockDev, (DEVHANDLE hDev, ULONG ulTimeOut));
SKF_FUNCTION(SKF_UnlockDev, (DEVHANDLE hDev));

// Access (clause 7.2). The retry count is the number of tries left, also when the PIN was wrong.
SKF_FUNCTION(SKF_DevAuth, (DEVHANDLE hDev, BYTE *pbAuthData, ULONG ulLen));
SKF_FUNCTION(SKF_ChangePIN,
             (HAPPLICATION hApplication, ULONG ulPINType, LPSTR szOldPin, LPSTR szNewPin, ULONG *pulRetryCount));
SKF_FUNCTION(SKF_GetPINInfo, (HAPPLICATION hApplication, ULONG ulPINType, ULONG *pulMaxRetryCount,
                              ULONG *pulRemainRetryCount, BOOL *pbDefaultPin));
SKF_FUNCTION(SKF_VerifyPIN, (HAPPLICATION hApplication, ULONG ulPINType, LPSTR szPIN, ULONG *pulRetryCount));
SKF_FUNCTION(SKF_UnblockPIN, (HAPPLICATION hApplication, LPSTR szAdminPIN, LPSTR szNewUserPIN, ULONG *pulRetryCount));
SKF_FUNCTION(SKF_ClearSecureState, (HAPPLICATION hApplication));

// Applications (clause 7.3).
SKF_FUNCTION(SKF_CreateApplication,
             (DEVHANDLE hDev, LPSTR szAppName, LPSTR szAdminPin, DWORD dwAdminPinRetryCount, LPSTR szUserPin,
              DWORD dwUserPinRetryCount, DWORD dwCreateFileRights, HAPPLICATION *phApplication));
SKF_FUNCTION(SKF_EnumApplication, (DEVHANDLE hDev, LPSTR szAppName, ULONG *pulSize));
SKF_FUNCTION(SKF_DeleteApplication, (DEVHANDLE hDev, LPSTR szAppName));
SKF_FUNCTION(SKF_OpenApplication, (DEVHANDLE hDev, LPSTR szAppName, HAPPLICATION *phApplication));
SKF_FUNCTION(SKF_CloseApplication, (HAPPLICATION hApplication));

// Files (clause 7.4). SKF_ReadFile: ulSize is how much is wanted; *pulOutLen holds the buffer's size, then the bytes
// read.
SKF_FUNCTION(SKF_CreateFile,
             (HAPPLICATION hApplication, LPSTR szFileName, ULONG ulFileSize, ULONG ulReadRights, ULONG ulWriteRights));
SKF_FUNCTION(SKF_DeleteFile, (HAPPLICATION hApplication, LPSTR szFileName));
SKF_FUNCTION(SKF_EnumFiles, (HAPPLICATION hApplication, LPSTR szFileList, ULONG *pulSize));
SKF_FUNCTION(SKF_GetFileInfo, (HAPPLICATION hApplication, LPSTR szFileName, FILEATTRIBUTE *pFileInfo));
SKF_FUNCTION(SKF_ReadFile, (HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset, ULONG ulSize, BYTE *pbOutData,
                            ULONG *pulOutLen));
SKF_FUNCTION(SKF_WriteFile, (HAPPLICATION hApplication, LPSTR szFileName, ULONG ulOffset, BYTE *pbData, ULONG ulSize));

// Containers (clause 7.5). bSignFlag TRUE means the signing pair or its certificate, FALSE the encryption pair's.
SKF_FUNCTION(SKF_CreateContainer, (HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer));
SKF_FUNCTION(SKF_DeleteContainer, (HAPPLICATION hApplication, LPSTR szContainerName));
SKF_FUNCTION(SKF_OpenContainer, (HAPPLICATION hApplication, LPSTR szContainerName, HCONTAINER *phContainer));
SKF_FUNCTION(SKF_CloseContainer, (HCONTAINER hContainer));
SKF_FUNCTION(SKF_EnumContainer, (HAPPLICATION hApplication, LPSTR szContainerName, ULONG *pulSize));
SKF_FUNCTION(SKF_GetContainerType, (HCONTAINER hContainer, ULONG *pulContainerType));
SKF_FUNCTION(SKF_ImportCertificate, (HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG ulCertLen));
SKF_FUNCTION(SKF_ExportCertificate, (HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbCert, ULONG *pulCertLen));

// Keys (clause 7.6). The digest of SKF_ECCSignData is the 32-byte e value; RSA takes what PKCS#1 pads, the DigestInfo.
SKF_FUNCTION(SKF_GenRandom, (DEVHANDLE hDev, BYTE *pbRandom, ULONG ulRandomLen));
SKF_FUNCTION(SKF_GenRSAKeyPair, (HCONTAINER hContainer, ULONG ulBitsLen, RSAPUBLICKEYBLOB *pBlob));
SKF_FUNCTION(SKF_RSASignData,
             (HCONTAINER hContainer, BYTE *pbData, ULONG ulDataLen, BYTE *pbSignature, ULONG *pulSignLen));
SKF_FUNCTION(SKF_RSAVerify, (DEVHANDLE hDev, RSAPUBLICKEYBLOB *pRSAPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                             BYTE *pbSignature, ULONG ulSignLen));
SKF_FUNCTION(SKF_GenECCKeyPair, (HCONTAINER hContainer, ULONG ulAlgId, ECCPUBLICKEYBLOB *pBlob));
SKF_FUNCTION(SKF_ImportECCKeyPair, (HCONTAINER hContainer, ENVELOPEDKEYBLOB *pEnvelopedKeyBlob));
SKF_FUNCTION(SKF_ECCSignData, (HCONTAINER hContainer, BYTE *pbDigest, ULONG ulDigestLen, ECCSIGNATUREBLOB *pSignature));
SKF_FUNCTION(SKF_ECCVerify, (DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                             ECCSIGNATUREBLOB *pSignature));
SKF_FUNCTION(SKF_ExtECCVerify, (DEVHANDLE hDev, ECCPUBLICKEYBLOB *pECCPubKeyBlob, BYTE *pbData, ULONG ulDataLen,
                                ECCSIGNATUREBLOB *pSignature));
SKF_FUNCTION(SKF_ExportPublicKey, (HCONTAINER hContainer, BOOL bSignFlag, BYTE *pbBlob, ULONG *pulBlobLen));

// Digests (clause 7.6). SM3 with a public key and an id starts with their Z value, so that the result is SM2's e.
SKF_FUNCTION(SKF_DigestInit,
             (DEVHANDLE hDev, ULONG ulAlgID, ECCPUBLICKEYBLOB *pPubKey, BYTE *pbID, ULONG ulIDLen, HANDLE *phHash));
SKF_FUNCTION(SKF_Digest, (HANDLE hHash, BYTE *pbData, ULONG ulDataLen, BYTE *pbHashData, ULONG *pulHashLen));
SKF_FUNCTION(SKF_DigestUpdate, (HANDLE hHash, BYTE *pbData, ULONG ulDataLen));
SKF_FUNCTION(SKF_DigestFinal, (HANDLE hHash, BYTE *pHashData, ULONG *pulHashLen));
SKF_FUNCTION(SKF_CloseHandle, (HANDLE hHandle));

#ifdef __cplusplus
}
#endif
#endif
