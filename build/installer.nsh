; Offers 钤印 under "Open with" for PDF and OFD files and leaves the program that opens them as it is: electron-builder's own
; file associations would take them over.

!macro offerFor EXTENSION NAME
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin${EXTENSION}" "" "${NAME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin${EXTENSION}\shell\open" "FriendlyAppName" "${PRODUCT_NAME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin${EXTENSION}\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\${EXTENSION}\OpenWithProgids" "Qianyin${EXTENSION}" ""
!macroend

!macro takeBackFor EXTENSION
  DeleteRegValue SHELL_CONTEXT "Software\Classes\${EXTENSION}\OpenWithProgids" "Qianyin${EXTENSION}"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Qianyin${EXTENSION}"
!macroend

!macro customInstall
  !insertmacro offerFor ".pdf" "PDF"
  !insertmacro offerFor ".ofd" "OFD"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend

!macro customUnInstall
  !insertmacro takeBackFor ".pdf"
  !insertmacro takeBackFor ".ofd"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend
