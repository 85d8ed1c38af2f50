; Offers 钤印 under "Open with" for PDF files and leaves the program that opens them as it is: electron-builder's own
; file associations would take .pdf over.

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin.pdf" "" "PDF"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin.pdf\shell\open" "FriendlyAppName" "${PRODUCT_NAME}"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Qianyin.pdf\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.pdf\OpenWithProgids" "Qianyin.pdf" ""
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend

!macro customUnInstall
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.pdf\OpenWithProgids" "Qianyin.pdf"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Qianyin.pdf"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)"
!macroend
