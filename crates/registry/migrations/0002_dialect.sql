-- Which database a connection has was called its dialect. That is now how its scripts are called.
UPDATE connections SET settings = substr(settings, 1, 15) || '"database":"postgres",' || substr(settings, 37)
WHERE settings LIKE '{"mode":"____","dialect":"postgres",%';
