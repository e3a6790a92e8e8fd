; Record, keys and start at login are the user's own, and so is the program: nobody is asked whether it is for all users.
; Uninstallers look for what is installed.
!ifndef BUILD_UNINSTALLER
  !macro customInstallMode
    StrCpy $isForceCurrentInstall "1"
  !macroend
!endif

; Explorer's "Send to": a link in the user's own folder for it, taken away with the program.
!macro customInstall
  CreateShortCut "$SENDTO\Longshore.lnk" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME}" 0
!macroend

; An update runs the uninstaller of the version before, and is to change nothing of what the user has chosen. What starts at login is named
; by the app's own id, as is the user's switch for it in the Task Manager.
!macro customUnInstall
  ${ifNot} ${isUpdated}
    Delete "$SENDTO\Longshore.lnk"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "${APP_ID}"
    DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run" "${APP_ID}"
  ${endIf}
!macroend
