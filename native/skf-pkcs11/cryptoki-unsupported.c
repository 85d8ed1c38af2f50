/** The functions that a UKey's key holder has no use for, or that SKF has no counterpart of. */
#include "pkcs11.h"

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wunused-parameter"
#elif defined(_MSC_VER)
#pragma warning(disable : 4100)
#endif

#define SUPPORTED(name, parameters)
#define UNSUPPORTED(name, parameters)  \
  CK_RV name parameters {              \
    return CKR_FUNCTION_NOT_SUPPORTED; \
  }

CK_FUNCTIONS(SUPPORTED, UNSUPPORTED)
