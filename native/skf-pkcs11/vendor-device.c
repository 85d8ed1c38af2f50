/** Devices, applications and PINs at the vendor's edge; see vendor.h. */
#include <string.h>

#include "text.h"
#include "vendor.h"

/** What is asked of SKF_GenRandom at once: some devices give no more than a short APDU's worth. */
static const size_t random_chunk = 128;

/** A handle that a library answered; NULL is one that it forgot to fill in. */
static ULONG take_handle(ULONG answer, HANDLE handle, HANDLE *taken) {
  *taken = answer == SAR_OK ? handle : NULL;
  return answer == SAR_OK && handle == NULL ? SAR_FAIL : answer;
}

ULONG vendor_connect(const struct vendor *vendor, const char *name, DEVHANDLE *device) {
  HANDLE handle = NULL;
  ULONG answer = vendor->functions.SKF_ConnectDev((LPSTR)name, &handle);
  return take_handle(answer, handle, device);
}

void vendor_disconnect(const struct vendor *vendor, DEVHANDLE device) {
  if (vendor->functions.SKF_DisConnectDev != NULL) vendor->functions.SKF_DisConnectDev(device);
}

bool vendor_device_present(const struct vendor *vendor, const char *name) {
  union wide_ulong state = {.value = DEV_ABSENT_STATE};
  if (vendor->functions.SKF_GetDevState == NULL) return false;
  ULONG answer = vendor->functions.SKF_GetDevState((LPSTR)name, &state.value);
  return answer == SAR_OK && state.value == DEV_PRESENT_STATE;
}

#define TEXT_FROM(target, field) text_from_field(target, sizeof(target), field, sizeof(field))

static void read_standard_info(const DEVINFO *from, struct device_info *info) {
  TEXT_FROM(info->manufacturer, from->Manufacturer);
  if (info->manufacturer[0] == '\0') TEXT_FROM(info->manufacturer, from->Issuer);
  TEXT_FROM(info->label, from->Label);
  TEXT_FROM(info->serial_number, from->SerialNumber);
  info->hardware_version = from->HWVersion;
  info->firmware_version = from->FirmwareVersion;
  info->total_space = from->TotalSpace;
  info->free_space = from->FreeSpace <= from->TotalSpace ? from->FreeSpace : 0;
}

static void read_legacy_info(const LEGACY_DEVINFO *from, struct device_info *info) {
  TEXT_FROM(info->manufacturer, from->Manufacturer);
  TEXT_FROM(info->label, from->Label);
  TEXT_FROM(info->serial_number, from->SerialNumber);
  info->hardware_version = from->HWVersion;
  info->firmware_version = from->FirmwareVersion;
  if (from->MinPINLen > 0 && from->MinPINLen <= from->MaxPINLen) {
    info->pin_length_min = from->MinPINLen;
    info->pin_length_max = from->MaxPINLen;
  }
}

ULONG vendor_device_info(const struct vendor *vendor, DEVHANDLE device, struct device_info *info) {
  union {
    DEVINFO standard;
    LEGACY_DEVINFO legacy;
    BYTE room[STRUCTURE_ROOM];
  } answered;
  memset(info, 0, sizeof *info);
  memset(&answered, 0, sizeof answered);
  if (vendor->functions.SKF_GetDevInfo == NULL) return SAR_NOTSUPPORTYETERR;
  ULONG answer = vendor->functions.SKF_GetDevInfo(device, &answered.standard);
  if (answer != SAR_OK) return answer;
  if (vendor->options.layout == SKF_LAYOUT_LEGACY) {
    read_legacy_info(&answered.legacy, info);
  } else {
    read_standard_info(&answered.standard, info);
  }
  return SAR_OK;
}

ULONG vendor_random(const struct vendor *vendor, DEVHANDLE device, uint8_t *random, size_t length) {
  if (vendor->functions.SKF_GenRandom == NULL) return SAR_NOTSUPPORTYETERR;
  while (length > 0) {
    size_t size = length < random_chunk ? length : random_chunk;
    ULONG answer = vendor->functions.SKF_GenRandom(device, random, (ULONG)size);
    if (answer != SAR_OK) return answer;
    random += size;
    length -= size;
  }
  return SAR_OK;
}

bool vendor_can_wait(const struct vendor *vendor) {
  const struct vendor_functions *f = &vendor->functions;
  return vendor->options.device_events == SKF_DEVICE_EVENTS_WAIT && f->SKF_WaitForDevEvent != NULL &&
         f->SKF_CancelWaitForDevEvent != NULL;
}

ULONG vendor_wait_for_event(const struct vendor *vendor, char name[NAME_LIMIT + 1], ULONG *event) {
  char room[STRUCTURE_ROOM] = {0};
  union wide_ulong size = {.value = sizeof room - 1}, kind = {.room = 0};
  ULONG answer = vendor->functions.SKF_WaitForDevEvent(room, &size.value, &kind.value);
  room[sizeof room - 1] = '\0';
  bool told = answer == SAR_OK && strlen(room) <= NAME_LIMIT;
  strcpy(name, told ? room : "");
  *event = kind.value;
  return answer;
}

void vendor_cancel_wait(const struct vendor *vendor) {
  if (vendor->functions.SKF_CancelWaitForDevEvent != NULL) vendor->functions.SKF_CancelWaitForDevEvent();
}

ULONG vendor_open_application(const struct vendor *vendor, DEVHANDLE device, const char *name,
                              HAPPLICATION *application) {
  HANDLE handle = NULL;
  ULONG answer = vendor->functions.SKF_OpenApplication(device, (LPSTR)name, &handle);
  return take_handle(answer, handle, application);
}

void vendor_close_application(const struct vendor *vendor, HAPPLICATION application) {
  if (vendor->functions.SKF_CloseApplication != NULL) vendor->functions.SKF_CloseApplication(application);
}

ULONG vendor_pin_tries(const struct vendor *vendor, HAPPLICATION application, ULONG type, struct pin_tries *tries) {
  union wide_ulong max = {.room = 0}, left = {.room = 0}, is_default = {.room = 0};
  *tries = (struct pin_tries){0};
  if (vendor->functions.SKF_GetPINInfo == NULL) return SAR_NOTSUPPORTYETERR;
  ULONG answer = vendor->functions.SKF_GetPINInfo(application, type, &max.value, &left.value, &is_default.truth);
  if (answer != SAR_OK) return answer;
  // A library that answers with nothing filled in must not make a token look locked.
  if (max.value == 0) return SAR_FAIL;
  *tries = (struct pin_tries){.max = max.value, .left = left.value};
  return SAR_OK;
}

ULONG vendor_verify_pin(const struct vendor *vendor, HAPPLICATION application, ULONG type, char *pin) {
  union wide_ulong left = {.room = 0};
  if (vendor->functions.SKF_VerifyPIN == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_VerifyPIN(application, type, pin, &left.value);
}

ULONG vendor_change_pin(const struct vendor *vendor, HAPPLICATION application, ULONG type, char *old_pin,
                        char *new_pin) {
  union wide_ulong left = {.room = 0};
  if (vendor->functions.SKF_ChangePIN == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_ChangePIN(application, type, old_pin, new_pin, &left.value);
}

ULONG vendor_unblock_pin(const struct vendor *vendor, HAPPLICATION application, char *admin_pin, char *new_user_pin) {
  union wide_ulong left = {.room = 0};
  if (vendor->functions.SKF_UnblockPIN == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_UnblockPIN(application, admin_pin, new_user_pin, &left.value);
}

ULONG vendor_forget_login(const struct vendor *vendor, HAPPLICATION application) {
  if (vendor->functions.SKF_ClearSecureState == NULL) return SAR_NOTSUPPORTYETERR;
  return vendor->functions.SKF_ClearSecureState(application);
}
