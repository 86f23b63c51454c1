# 安装到当前用户，不需要管理员权限，不连网。步骤见 README.md。
$ErrorActionPreference = 'Stop'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$base = Join-Path $env:LOCALAPPDATA 'xl_tools'
$venv = Join-Path $base 'venv'
$start = Join-Path $env:APPDATA 'Microsoft\Excel\XLSTART'
$documents = Join-Path ([Environment]::GetFolderPath('MyDocuments')) '督察整改'

function Stop-With($text) { Write-Host $text -ForegroundColor Red; exit 1 }

function Find-Python {
    foreach ($try in @(@('py', '-3.11-64'), @('py', '-3.11'), @('python'))) {
        $words = @($try | Select-Object -Skip 1) + @('-c', 'import sys; print(sys.version_info[:2] == (3, 11) and sys.maxsize > 2**32, sys.executable, sep="|")')
        try { $said = & $try[0] $words 2>$null } catch { continue }
        if ($said -and $said.StartsWith('True|')) { return $said.Substring(5) }
    }
    Stop-With '没有找到 64 位的 Python 3.11。请先安装（python-3.11.x-amd64.exe，选“只为我安装”），再运行本程序。'
}

function Test-Sums {
    foreach ($line in Get-Content (Join-Path $here 'SHA256SUMS.txt') -Encoding UTF8) {
        if (-not $line.Trim()) { continue }
        $sum, $name = $line -split '  ', 2
        $file = Join-Path $here $name
        if (-not (Test-Path -LiteralPath $file)) { Stop-With "安装包不完整，缺少 $name。请重新拷贝整个文件夹。" }
        if ((Get-FileHash -LiteralPath $file -Algorithm SHA256).Hash -ne $sum) { Stop-With "$name 和校验和不符，可能拷贝坏了或被改过。请重新拷贝整个文件夹。" }
    }
}

if (Get-Process -Name EXCEL -ErrorAction SilentlyContinue) { Stop-With '请先关闭所有 Excel 窗口，再运行本程序。' }
Write-Host '1/5 核对安装包…'
Test-Sums
Write-Host '2/5 查找 Python 3.11…'
$python = Find-Python
Write-Host '3/5 建立运行环境，约一分钟…'
New-Item -ItemType Directory -Force -Path $base | Out-Null
if (Test-Path -LiteralPath $venv) { Remove-Item -LiteralPath $venv -Recurse -Force }
& $python -m venv $venv
if ($LASTEXITCODE -ne 0) { Stop-With '运行环境建不起来，请检查磁盘空间和安全软件。' }
$own = Join-Path $venv 'Scripts\python.exe'
& $own -m pip install --quiet --disable-pip-version-check --no-index --find-links (Join-Path $here 'wheels') xl-tools
if ($LASTEXITCODE -ne 0) { Stop-With '程序包没有装上，请把上面的英文提示发给维护人员。' }
Write-Host '4/5 安装加载项和模板…'
New-Item -ItemType Directory -Force -Path $start, $documents | Out-Null
Copy-Item -LiteralPath (Join-Path $here 'xl_tools.xlam') -Destination $start -Force
Unblock-File -LiteralPath (Join-Path $start 'xl_tools.xlam')
$templates = Join-Path $here 'templates'
if (Test-Path -LiteralPath $templates) { Get-ChildItem -LiteralPath $templates -Filter *.xlsx | Copy-Item -Destination $documents -Force }
Write-Host '5/5 自检…'
$env:PYTHONUTF8 = '1'
& $own -m xl_tools doctor
Write-Host "装好了。打开 Excel，应有“督察整改”选项卡；模板在 $documents。" -ForegroundColor Green
