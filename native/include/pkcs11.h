/**
 * PKCS#11 v2.40 (Cryptoki, OASIS), as far as the module skf-pkcs11 speaks it: all functions, and those types and
 * constants that it uses. Parameters of functions that it does not have are typed as loosely as their place in the
 * function list allows.
 *
 * Structures are packed to one byte on Windows and laid out as the compiler likes elsewhere (v2.40, 2.1).
 */
#ifndef QIANYIN_PKCS11_H
#define QIANYIN_PKCS11_H

#ifdef _WIN32
#define CK_EXPORT __declspec(dllexport)
#pragma pack(push, 1)
#else
#define CK_EXPORT __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef unsigned char CK_BYTE;
typedef CK_BYTE CK_CHAR;
typedef CK_BYTE CK_UTF8CHAR;
typedef CK_BYTE CK_BBOOL;
typedef unsigned long CK_ULONG;
typedef CK_ULONG CK_FLAGS;
typedef CK_ULONG CK_RV;
typedef CK_ULONG CK_SLOT_ID;
typedef CK_ULONG CK_SESSION_HANDLE;
typedef CK_ULONG CK_OBJECT_HANDLE;
typedef CK_ULONG CK_OBJECT_CLASS;
typedef CK_ULONG CK_KEY_TYPE;
typedef CK_ULONG CK_CERTIFICATE_TYPE;
typedef CK_ULONG CK_ATTRIBUTE_TYPE;
typedef CK_ULONG CK_MECHANISM_TYPE;
typedef CK_ULONG CK_USER_TYPE;
typedef CK_ULONG CK_STATE;
typedef CK_ULONG CK_NOTIFICATION;

#define CK_FALSE ((CK_BBOOL)0)
#define CK_TRUE ((CK_BBOOL)1)
#define CK_INVALID_HANDLE 0UL
#define CK_UNAVAILABLE_INFORMATION (~0UL)
#define CK_EFFECTIVELY_INFINITE 0UL

// Structures

typedef struct CK_VERSION {
  CK_BYTE major;
  CK_BYTE minor;
} CK_VERSION;

// Text is UTF-8, filled up with blanks, without NUL.
typedef struct CK_INFO {
  CK_VERSION cryptokiVersion;
  CK_UTF8CHAR manufacturerID[32];
  CK_FLAGS flags;
  CK_UTF8CHAR libraryDescription[32];
  CK_VERSION libraryVersion;
} CK_INFO;

typedef struct CK_SLOT_INFO {
  CK_UTF8CHAR slotDescription[64];
  CK_UTF8CHAR manufacturerID[32];
  CK_FLAGS flags;
  CK_VERSION hardwareVersion;
  CK_VERSION firmwareVersion;
} CK_SLOT_INFO;

typedef struct CK_TOKEN_INFO {
  CK_UTF8CHAR label[32];
  CK_UTF8CHAR manufacturerID[32];
  CK_UTF8CHAR model[16];
  CK_CHAR serialNumber[16];
  CK_FLAGS flags;
  CK_ULONG ulMaxSessionCount;
  CK_ULONG ulSessionCount;
  CK_ULONG ulMaxRwSessionCount;
  CK_ULONG ulRwSessionCount;
  CK_ULONG ulMaxPinLen;
  CK_ULONG ulMinPinLen;
  CK_ULONG ulTotalPublicMemory;
  CK_ULONG ulFreePublicMemory;
  CK_ULONG ulTotalPrivateMemory;
  CK_ULONG ulFreePrivateMemory;
  CK_VERSION hardwareVersion;
  CK_VERSION firmwareVersion;
  CK_CHAR utcTime[16];
} CK_TOKEN_INFO;

typedef struct CK_SESSION_INFO {
  CK_SLOT_ID slotID;
  CK_STATE state;
  CK_FLAGS flags;
  CK_ULONG ulDeviceError;
} CK_SESSION_INFO;

typedef struct CK_ATTRIBUTE {
  CK_ATTRIBUTE_TYPE type;
  void *pValue;
  CK_ULONG ulValueLen;
} CK_ATTRIBUTE;

typedef struct CK_MECHANISM {
  CK_MECHANISM_TYPE mechanism;
  void *pParameter;
  CK_ULONG ulParameterLen;
} CK_MECHANISM;

typedef struct CK_MECHANISM_INFO {
  CK_ULONG ulMinKeySize;
  CK_ULONG ulMaxKeySize;
  CK_FLAGS flags;
} CK_MECHANISM_INFO;

typedef CK_RV (*CK_NOTIFY)(CK_SESSION_HANDLE session, CK_NOTIFICATION event, void *application);
typedef CK_RV (*CK_CREATEMUTEX)(void **mutex);
typedef CK_RV (*CK_MUTEXCALL)(void *mutex);

// The first member is the standard's CreateMutex, which windows.h has a macro for.
typedef struct CK_C_INITIALIZE_ARGS {
  CK_CREATEMUTEX createMutex;
  CK_MUTEXCALL destroyMutex;
  CK_MUTEXCALL lockMutex;
  CK_MUTEXCALL unlockMutex;
  CK_FLAGS flags;
  void *pReserved;
} CK_C_INITIALIZE_ARGS;

// Constants

#define CKF_LIBRARY_CANT_CREATE_OS_THREADS 0x1UL
#define CKF_OS_LOCKING_OK 0x2UL
#define CKF_DONT_BLOCK 0x1UL

#define CKF_TOKEN_PRESENT 0x1UL
#define CKF_REMOVABLE_DEVICE 0x2UL
#define CKF_HW_SLOT 0x4UL

#define CKF_RNG 0x1UL
#define CKF_LOGIN_REQUIRED 0x4UL
#define CKF_USER_PIN_INITIALIZED 0x8UL
#define CKF_TOKEN_INITIALIZED 0x400UL
#define CKF_USER_PIN_COUNT_LOW 0x10000UL
#define CKF_USER_PIN_FINAL_TRY 0x20000UL
#define CKF_USER_PIN_LOCKED 0x40000UL
#define CKF_SO_PIN_COUNT_LOW 0x100000UL
#define CKF_SO_PIN_FINAL_TRY 0x200000UL
#define CKF_SO_PIN_LOCKED 0x400000UL

#define CKF_RW_SESSION 0x2UL
#define CKF_SERIAL_SESSION 0x4UL

#define CKF_HW 0x1UL
#define CKF_SIGN 0x800UL
#define CKF_VERIFY 0x2000UL
#define CKF_GENERATE_KEY_PAIR 0x10000UL
#define CKF_EC_F_P 0x100000UL
#define CKF_EC_NAMEDCURVE 0x800000UL
#define CKF_EC_UNCOMPRESS 0x1000000UL

#define CKU_SO 0UL
#define CKU_USER 1UL
#define CKU_CONTEXT_SPECIFIC 2UL

#define CKS_RO_PUBLIC_SESSION 0UL
#define CKS_RO_USER_FUNCTIONS 1UL
#define CKS_RW_PUBLIC_SESSION 2UL
#define CKS_RW_USER_FUNCTIONS 3UL
#define CKS_RW_SO_FUNCTIONS 4UL

#define CKO_DATA 0UL
#define CKO_CERTIFICATE 1UL
#define CKO_PUBLIC_KEY 2UL
#define CKO_PRIVATE_KEY 3UL

#define CKC_X_509 0UL

#define CKK_RSA 0UL
#define CKK_EC 3UL

#define CKA_CLASS 0x0UL
#define CKA_TOKEN 0x1UL
#define CKA_PRIVATE 0x2UL
#define CKA_LABEL 0x3UL
#define CKA_APPLICATION 0x10UL
#define CKA_VALUE 0x11UL
#define CKA_OBJECT_ID 0x12UL
#define CKA_CERTIFICATE_TYPE 0x80UL
#define CKA_ISSUER 0x81UL
#define CKA_SERIAL_NUMBER 0x82UL
#define CKA_TRUSTED 0x86UL
#define CKA_CERTIFICATE_CATEGORY 0x87UL
#define CKA_CHECK_VALUE 0x90UL
#define CKA_KEY_TYPE 0x100UL
#define CKA_SUBJECT 0x101UL
#define CKA_ID 0x102UL
#define CKA_SENSITIVE 0x103UL
#define CKA_ENCRYPT 0x104UL
#define CKA_DECRYPT 0x105UL
#define CKA_WRAP 0x106UL
#define CKA_UNWRAP 0x107UL
#define CKA_SIGN 0x108UL
#define CKA_SIGN_RECOVER 0x109UL
#define CKA_VERIFY 0x10AUL
#define CKA_VERIFY_RECOVER 0x10BUL
#define CKA_DERIVE 0x10CUL
#define CKA_START_DATE 0x110UL
#define CKA_END_DATE 0x111UL
#define CKA_MODULUS 0x120UL
#define CKA_MODULUS_BITS 0x121UL
#define CKA_PUBLIC_EXPONENT 0x122UL
#define CKA_PRIVATE_EXPONENT 0x123UL
#define CKA_PRIME_1 0x124UL
#define CKA_PRIME_2 0x125UL
#define CKA_EXPONENT_1 0x126UL
#define CKA_EXPONENT_2 0x127UL
#define CKA_COEFFICIENT 0x128UL
#define CKA_EXTRACTABLE 0x162UL
#define CKA_LOCAL 0x163UL
#define CKA_KEY_GEN_MECHANISM 0x166UL
#define CKA_NEVER_EXTRACTABLE 0x164UL
#define CKA_ALWAYS_SENSITIVE 0x165UL
#define CKA_MODIFIABLE 0x170UL
#define CKA_COPYABLE 0x171UL
#define CKA_DESTROYABLE 0x172UL
#define CKA_EC_PARAMS 0x180UL
#define CKA_EC_POINT 0x181UL
#define CKA_ALWAYS_AUTHENTICATE 0x202UL
#define CKA_WRAP_WITH_TRUSTED 0x210UL

#define CKM_RSA_PKCS_KEY_PAIR_GEN 0x0UL
#define CKM_RSA_PKCS 0x1UL
#define CKM_SHA256_RSA_PKCS 0x40UL
#define CKM_SHA384_RSA_PKCS 0x41UL
#define CKM_SHA512_RSA_PKCS 0x42UL
#define CKM_EC_KEY_PAIR_GEN 0x1040UL
#define CKM_ECDSA 0x1041UL

#define CKR_OK 0x0UL
#define CKR_HOST_MEMORY 0x2UL
#define CKR_SLOT_ID_INVALID 0x3UL
#define CKR_GENERAL_ERROR 0x5UL
#define CKR_FUNCTION_FAILED 0x6UL
#define CKR_ARGUMENTS_BAD 0x7UL
#define CKR_NO_EVENT 0x8UL
#define CKR_CANT_LOCK 0xAUL
#define CKR_ATTRIBUTE_SENSITIVE 0x11UL
#define CKR_ATTRIBUTE_TYPE_INVALID 0x12UL
#define CKR_ATTRIBUTE_VALUE_INVALID 0x13UL
#define CKR_ACTION_PROHIBITED 0x1BUL
#define CKR_DATA_INVALID 0x20UL
#define CKR_DATA_LEN_RANGE 0x21UL
#define CKR_DEVICE_ERROR 0x30UL
#define CKR_DEVICE_MEMORY 0x31UL
#define CKR_DEVICE_REMOVED 0x32UL
#define CKR_FUNCTION_NOT_PARALLEL 0x51UL
#define CKR_FUNCTION_NOT_SUPPORTED 0x54UL
#define CKR_KEY_HANDLE_INVALID 0x60UL
#define CKR_KEY_SIZE_RANGE 0x62UL
#define CKR_KEY_TYPE_INCONSISTENT 0x63UL
#define CKR_KEY_FUNCTION_NOT_PERMITTED 0x68UL
#define CKR_MECHANISM_INVALID 0x70UL
#define CKR_MECHANISM_PARAM_INVALID 0x71UL
#define CKR_OBJECT_HANDLE_INVALID 0x82UL
#define CKR_OPERATION_ACTIVE 0x90UL
#define CKR_OPERATION_NOT_INITIALIZED 0x91UL
#define CKR_PIN_INCORRECT 0xA0UL
#define CKR_PIN_INVALID 0xA1UL
#define CKR_PIN_LEN_RANGE 0xA2UL
#define CKR_PIN_LOCKED 0xA4UL
#define CKR_SESSION_CLOSED 0xB0UL
#define CKR_SESSION_COUNT 0xB1UL
#define CKR_SESSION_HANDLE_INVALID 0xB3UL
#define CKR_SESSION_PARALLEL_NOT_SUPPORTED 0xB4UL
#define CKR_SESSION_READ_ONLY 0xB5UL
#define CKR_SESSION_READ_ONLY_EXISTS 0xB7UL
#define CKR_SESSION_READ_WRITE_SO_EXISTS 0xB8UL
#define CKR_SIGNATURE_INVALID 0xC0UL
#define CKR_SIGNATURE_LEN_RANGE 0xC1UL
#define CKR_TEMPLATE_INCOMPLETE 0xD0UL
#define CKR_TEMPLATE_INCONSISTENT 0xD1UL
#define CKR_TOKEN_NOT_PRESENT 0xE0UL
#define CKR_TOKEN_NOT_RECOGNIZED 0xE1UL
#define CKR_USER_ALREADY_LOGGED_IN 0x100UL
#define CKR_USER_NOT_LOGGED_IN 0x101UL
#define CKR_USER_PIN_NOT_INITIALIZED 0x102UL
#define CKR_USER_TYPE_INVALID 0x103UL
#define CKR_USER_ANOTHER_ALREADY_LOGGED_IN 0x104UL
#define CKR_RANDOM_SEED_NOT_SUPPORTED 0x120UL
#define CKR_CURVE_NOT_SUPPORTED 0x140UL
#define CKR_BUFFER_TOO_SMALL 0x150UL
#define CKR_CRYPTOKI_NOT_INITIALIZED 0x190UL
#define CKR_CRYPTOKI_ALREADY_INITIALIZED 0x191UL
#define CKR_FUNCTION_REJECTED 0x200UL

// Functions

typedef struct CK_FUNCTION_LIST CK_FUNCTION_LIST;

/**
 * Every function that the module has, and every one that it has not, in X(name, parameters), as the function list
 * orders them.
 */
#define CK_FUNCTIONS(X, NOT)                                                                                           \
  X(C_Initialize, (void *args))                                                                                        \
  X(C_Finalize, (void *reserved))                                                                                      \
  X(C_GetInfo, (CK_INFO * info))                                                                                       \
  X(C_GetFunctionList, (CK_FUNCTION_LIST * *list))                                                                     \
  X(C_GetSlotList, (CK_BBOOL token_present, CK_SLOT_ID * slots, CK_ULONG * count))                                     \
  X(C_GetSlotInfo, (CK_SLOT_ID slot_id, CK_SLOT_INFO * info))                                                          \
  X(C_GetTokenInfo, (CK_SLOT_ID slot_id, CK_TOKEN_INFO * info))                                                        \
  X(C_GetMechanismList, (CK_SLOT_ID slot_id, CK_MECHANISM_TYPE * mechanisms, CK_ULONG * count))                        \
  X(C_GetMechanismInfo, (CK_SLOT_ID slot_id, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO * info))                        \
  NOT(C_InitToken, (CK_SLOT_ID a, void *b, CK_ULONG c, void *d))                                                       \
  X(C_InitPIN, (CK_SESSION_HANDLE handle, CK_UTF8CHAR * pin, CK_ULONG pin_length))                                     \
  X(C_SetPIN, (CK_SESSION_HANDLE handle, CK_UTF8CHAR * old_pin, CK_ULONG old_length, CK_UTF8CHAR * new_pin,            \
               CK_ULONG new_length))                                                                                   \
  X(C_OpenSession,                                                                                                     \
    (CK_SLOT_ID slot_id, CK_FLAGS flags, void *application, CK_NOTIFY notify, CK_SESSION_HANDLE *handle))              \
  X(C_CloseSession, (CK_SESSION_HANDLE handle))                                                                        \
  X(C_CloseAllSessions, (CK_SLOT_ID slot_id))                                                                          \
  X(C_GetSessionInfo, (CK_SESSION_HANDLE handle, CK_SESSION_INFO * info))                                              \
  NOT(C_GetOperationState, (CK_SESSION_HANDLE a, void *b, CK_ULONG *c))                                                \
  NOT(C_SetOperationState, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, CK_OBJECT_HANDLE d, CK_OBJECT_HANDLE e))         \
  X(C_Login, (CK_SESSION_HANDLE handle, CK_USER_TYPE user, CK_UTF8CHAR * pin, CK_ULONG pin_length))                    \
  X(C_Logout, (CK_SESSION_HANDLE handle))                                                                              \
  X(C_CreateObject, (CK_SESSION_HANDLE handle, CK_ATTRIBUTE * template_, CK_ULONG count, CK_OBJECT_HANDLE * object))   \
  NOT(C_CopyObject, (CK_SESSION_HANDLE a, CK_OBJECT_HANDLE b, CK_ATTRIBUTE * c, CK_ULONG d, CK_OBJECT_HANDLE * e))     \
  X(C_DestroyObject, (CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object))                                              \
  X(C_GetObjectSize, (CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ULONG * size))                             \
  X(C_GetAttributeValue,                                                                                               \
    (CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE object, CK_ATTRIBUTE * template_, CK_ULONG count))                     \
  NOT(C_SetAttributeValue, (CK_SESSION_HANDLE a, CK_OBJECT_HANDLE b, CK_ATTRIBUTE * c, CK_ULONG d))                    \
  X(C_FindObjectsInit, (CK_SESSION_HANDLE handle, CK_ATTRIBUTE * template_, CK_ULONG count))                           \
  X(C_FindObjects, (CK_SESSION_HANDLE handle, CK_OBJECT_HANDLE * objects, CK_ULONG limit, CK_ULONG * count))           \
  X(C_FindObjectsFinal, (CK_SESSION_HANDLE handle))                                                                    \
  NOT(C_EncryptInit, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c))                                      \
  NOT(C_Encrypt, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                                     \
  NOT(C_EncryptUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                               \
  NOT(C_EncryptFinal, (CK_SESSION_HANDLE a, void *b, CK_ULONG *c))                                                     \
  NOT(C_DecryptInit, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c))                                      \
  NOT(C_Decrypt, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                                     \
  NOT(C_DecryptUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                               \
  NOT(C_DecryptFinal, (CK_SESSION_HANDLE a, void *b, CK_ULONG *c))                                                     \
  NOT(C_DigestInit, (CK_SESSION_HANDLE a, CK_MECHANISM * b))                                                           \
  NOT(C_Digest, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                                      \
  NOT(C_DigestUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c))                                                      \
  NOT(C_DigestKey, (CK_SESSION_HANDLE a, CK_OBJECT_HANDLE b))                                                          \
  NOT(C_DigestFinal, (CK_SESSION_HANDLE a, void *b, CK_ULONG *c))                                                      \
  X(C_SignInit, (CK_SESSION_HANDLE handle, CK_MECHANISM * mechanism, CK_OBJECT_HANDLE key))                            \
  X(C_Sign, (CK_SESSION_HANDLE handle, CK_BYTE * data, CK_ULONG data_length, CK_BYTE * signature, CK_ULONG * length))  \
  X(C_SignUpdate, (CK_SESSION_HANDLE handle, CK_BYTE * part, CK_ULONG part_length))                                    \
  X(C_SignFinal, (CK_SESSION_HANDLE handle, CK_BYTE * signature, CK_ULONG * length))                                   \
  NOT(C_SignRecoverInit, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c))                                  \
  NOT(C_SignRecover, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                                 \
  X(C_VerifyInit, (CK_SESSION_HANDLE handle, CK_MECHANISM * mechanism, CK_OBJECT_HANDLE key))                          \
  X(C_Verify, (CK_SESSION_HANDLE handle, CK_BYTE * data, CK_ULONG data_length, CK_BYTE * signature, CK_ULONG length))  \
  X(C_VerifyUpdate, (CK_SESSION_HANDLE handle, CK_BYTE * part, CK_ULONG part_length))                                  \
  X(C_VerifyFinal, (CK_SESSION_HANDLE handle, CK_BYTE * signature, CK_ULONG length))                                   \
  NOT(C_VerifyRecoverInit, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c))                                \
  NOT(C_VerifyRecover, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                               \
  NOT(C_DigestEncryptUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                         \
  NOT(C_DecryptDigestUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                         \
  NOT(C_SignEncryptUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                           \
  NOT(C_DecryptVerifyUpdate, (CK_SESSION_HANDLE a, void *b, CK_ULONG c, void *d, CK_ULONG *e))                         \
  NOT(C_GenerateKey, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_ATTRIBUTE * c, CK_ULONG d, CK_OBJECT_HANDLE * e))      \
  X(C_GenerateKeyPair, (CK_SESSION_HANDLE handle, CK_MECHANISM * mechanism, CK_ATTRIBUTE * public_template,            \
                        CK_ULONG public_count, CK_ATTRIBUTE * private_template, CK_ULONG private_count,                \
                        CK_OBJECT_HANDLE * public_key, CK_OBJECT_HANDLE * private_key))                                \
  NOT(C_WrapKey,                                                                                                       \
      (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c, CK_OBJECT_HANDLE d, void *e, CK_ULONG *f))           \
  NOT(C_UnwrapKey, (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c, void *d, CK_ULONG e, CK_ATTRIBUTE *f,   \
                    CK_ULONG g, CK_OBJECT_HANDLE *h))                                                                  \
  NOT(C_DeriveKey,                                                                                                     \
      (CK_SESSION_HANDLE a, CK_MECHANISM * b, CK_OBJECT_HANDLE c, CK_ATTRIBUTE * d, CK_ULONG e, CK_OBJECT_HANDLE * f)) \
  X(C_SeedRandom, (CK_SESSION_HANDLE handle, CK_BYTE * seed, CK_ULONG length))                                         \
  X(C_GenerateRandom, (CK_SESSION_HANDLE handle, CK_BYTE * random, CK_ULONG length))                                   \
  X(C_GetFunctionStatus, (CK_SESSION_HANDLE handle))                                                                   \
  X(C_CancelFunction, (CK_SESSION_HANDLE handle))                                                                      \
  X(C_WaitForSlotEvent, (CK_FLAGS flags, CK_SLOT_ID * slot_id, void *reserved))

#define CK_PROTOTYPE(name, parameters) CK_EXPORT CK_RV name parameters;
#define CK_MEMBER(name, parameters) CK_RV(*name) parameters;

CK_FUNCTIONS(CK_PROTOTYPE, CK_PROTOTYPE)

struct CK_FUNCTION_LIST {
  CK_VERSION version;
  CK_FUNCTIONS(CK_MEMBER, CK_MEMBER)
};

#ifdef __cplusplus
}
#endif

#ifdef _WIN32
#pragma pack(pop)
#endif
#endif
