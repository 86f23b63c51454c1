# 卸载：取掉加载项和运行环境；模板和工作簿不动。
$ErrorActionPreference = 'Stop'
if (Get-Process -Name EXCEL -ErrorAction SilentlyContinue) {
    Write-Host '请先关闭所有 Excel 窗口，再运行本程序。' -ForegroundColor Red
    exit 1
}
foreach ($path in @((Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART\xl_tools.xlam'), (Join-Path $env:LOCALAPPDATA 'xl_tools'))) {
    if (Test-Path -LiteralPath $path) {
        Remove-Item -LiteralPath $path -Recurse -Force
        Write-Host "已删除 $path"
    }
}
Write-Host '卸载完成。“文档\督察整改”里的模板和您的工作簿没有动。' -ForegroundColor Green
