/** C_Initialize and the functions about the module as a whole. */
#include <string.h>

#include "instance.h"
#include "text.h"

// clang-format off
static const CK_FUNCTION_LIST function_list = {
    .version = {2, 40},
#define CK_ENTRY(name, parameters) .name = name,
    CK_FUNCTIONS(CK_ENTRY, CK_ENTRY)
#undef CK_ENTRY
};
// clang-format on

/** Threads are kept apart by the system's locks alone (PKCS#11 v2.40, 5.4). */
static CK_RV check_initialize_args(const CK_C_INITIALIZE_ARGS *args) {
  if (args->pReserved != NULL) return CKR_ARGUMENTS_BAD;
  int given = (args->createMutex != NULL) + (args->destroyMutex != NULL);
  given += (args->lockMutex != NULL) + (args->unlockMutex != NULL);
  if (given != 0 && given != 4) return CKR_ARGUMENTS_BAD;
  return given == 4 && (args->flags & CKF_OS_LOCKING_OK) == 0 ? CKR_CANT_LOCK : CKR_OK;
}

CK_RV C_Initialize(void *args) {
  CK_RV rv = args != NULL ? check_initialize_args(args) : CKR_OK;
  return rv == CKR_OK ? instance_begin() : rv;
}

CK_RV C_Finalize(void *reserved) {
  return reserved == NULL ? instance_end() : CKR_ARGUMENTS_BAD;
}

CK_RV C_GetInfo(CK_INFO *info) {
  if (info == NULL) return CKR_ARGUMENTS_BAD;
  struct instance *instance = instance_enter();
  if (instance == NULL) return CKR_CRYPTOKI_NOT_INITIALIZED;
  instance_leave(instance);
  memset(info, 0, sizeof *info);
  info->cryptokiVersion = function_list.version;
  info->libraryVersion = (CK_VERSION){1, 0};
  text_to_field(info->manufacturerID, sizeof info->manufacturerID, "Qianyin");
  text_to_field(info->libraryDescription, sizeof info->libraryDescription, "PKCS#11 over SKF (GM/T 0016)");
  return CKR_OK;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  if (list == NULL) return CKR_ARGUMENTS_BAD;
  // Callers only read it; the standard's type lacks the const.
  *list = (CK_FUNCTION_LIST *)&function_list;
  return CKR_OK;
}

CK_RV C_GetFunctionStatus(CK_SESSION_HANDLE handle) {
  (void)handle;
  return CKR_FUNCTION_NOT_PARALLEL;
}

CK_RV C_CancelFunction(CK_SESSION_HANDLE handle) {
  (void)handle;
  return CKR_FUNCTION_NOT_PARALLEL;
}
