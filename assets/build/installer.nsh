; Explorer's "Send to": a link in the user's own folder for it, taken away with the program.
!macro customInstall
  CreateShortCut "$SENDTO\Longshore.lnk" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" 0
!macroend

!macro customUnInstall
  Delete "$SENDTO\Longshore.lnk"
!macroend
