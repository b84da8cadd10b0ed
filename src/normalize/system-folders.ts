/**
 * Folders that every Linux system has (Filesystem Hierarchy Standard 3.0, and Nix's and snap's stores): their names say what they hold, wherever a project lies.
 */
const folders = `/ /bin /boot /dev /etc /home /lib /lib32 /lib64 /libx32 /media /mnt /nix /nix/store /opt /proc /root /run /sbin /snap /srv /sys /tmp
/usr /usr/bin /usr/games /usr/include /usr/lib /usr/lib32 /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/etc /usr/local/include /usr/local/lib
/usr/local/lib64 /usr/local/libexec /usr/local/sbin /usr/local/share /usr/local/src /usr/sbin /usr/share /usr/src
/var /var/cache /var/lib /var/local /var/log /var/mail /var/opt /var/run /var/spool /var/tmp /var/www`;

const known: ReadonlySet<string> = new Set(folders.split(/\s+/));

export const isSystemFolder = (path: string): boolean => known.has(path);
