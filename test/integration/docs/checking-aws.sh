#!/bin/sh
# Stands before the real AWS CLI: it reads a command and checks it and its values against Amazon's description of the API,
# and sends nothing. EC2's answers are samples, in which an id is called by its kind; of IAM's, which the CLI itself finds
# too short to be samples, the attempt to reach nobody is proof that the command would go out.
unset AWS_PROFILE AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE
export AWS_ACCESS_KEY_ID=checked AWS_SECRET_ACCESS_KEY=checked AWS_DEFAULT_REGION=eu-west-1 AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true
if [ "$1" != iam ]; then exec /usr/bin/aws "$@" --generate-cli-skeleton output; fi
said=$(/usr/bin/aws "$@" --endpoint-url http://127.0.0.1:1 2>&1) && exit 1
case $said in
  *'Could not connect to the endpoint URL'*) ;;
  *) printf '%s\n' "$said" >&2 && exit 1 ;;
esac
